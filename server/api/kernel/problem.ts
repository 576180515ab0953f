// Every refusal leaves as application/problem+json (RFC 9457).
import { toProblem, type AppError } from "../../errors.js";
import type { HttpReply } from "./respond.js";

const MS = 1000;

export interface Asked {
  readonly requestId: string;
  /** Path of the request. */
  readonly instance: string;
}

/** The reply of a refusal, with `Retry-After` in seconds where it has one. */
export function problemReply(error: AppError, { requestId, instance }: Asked): HttpReply {
  const problem = toProblem(error, requestId, instance);
  const { retryAfterMs } = problem;
  return {
    status: problem.status,
    json: JSON.stringify(problem),
    headers: {
      "Content-Type": "application/problem+json; charset=utf-8",
      "Cache-Control": "no-store",
      ...(retryAfterMs === undefined ? {} : { "Retry-After": `${Math.ceil(retryAfterMs / MS)}` }),
      ...(problem.status === 401 ? { "WWW-Authenticate": "Bearer" } : {}),
    },
  };
}

const CLIENT_ERROR_MIN = 400;
const CLIENT_ERROR_MAX = 499;

/** An error of the framework that speaks of the request, not of us. */
export const isClientError = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  "status" in error &&
  typeof error.status === "number" &&
  error.status >= CLIENT_ERROR_MIN &&
  error.status <= CLIENT_ERROR_MAX;
