// A refusal of the twin, with a code of the product's table, as a problem of the REST API.
import { ERRORS, type ErrorCode } from "../../../client-sdk/protocol/errors.js";

interface Details {
  readonly retryAfterMs?: number;
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** The error that every refusal of the twin is. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: Details = {},
  ) {
    super(code);
  }
}

/** The status and the body of the answer to an error; what is no refusal is `INTERNAL`. */
export function problemOf(error: unknown): { readonly status: number; readonly body: object } {
  const { code, details } = error instanceof Refusal ? error : new Refusal("INTERNAL");
  const { status, title, retry } = ERRORS[code];
  return { status, body: { type: `/errors/${code}`, title, status, code, retry, ...details } };
}
