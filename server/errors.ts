// The only error a command throws on purpose. Anything else that reaches a door is a bug: it is
// logged with its cause and shown as INTERNAL.
import { ERRORS, type ErrorCode } from "../client-sdk/protocol/errors.js";
import type { Millis } from "./journal/brands.js";

/**
 * What a client needs besides the code, such as the seats that are taken; docs/ERRORS.md names it.
 */
export type ErrorMeta = Readonly<Record<string, unknown>>;

/** What is wrong with one field of an input. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) to the field, such as `/seatIds/0`. */
  readonly pointer: string;
  readonly message: string;
}

/** What a refusal says besides its code. */
export interface AppErrorOptions {
  readonly meta?: ErrorMeta | undefined;
  /** The earliest time at which the same call may succeed, counted from now. */
  readonly retryAfterMs?: Millis | undefined;
  /** A sentence about this case; default: the title of the code. */
  readonly detail?: string | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly cause?: unknown;
}

/** A refusal with a code of the error table; both doors show the code, never the stack. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly meta: ErrorMeta | undefined;
  readonly retryAfterMs: Millis | undefined;
  readonly detail: string | undefined;
  readonly errors: readonly FieldProblem[] | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.meta = options.meta;
    this.retryAfterMs = options.retryAfterMs;
    this.detail = options.detail;
    this.errors = options.errors;
  }
}

const DEFAULT_RETRY_AFTER_MS = 1000;

/** What both doors show of a refusal; `code` decides status, title and retry. */
export interface Failure {
  readonly code: ErrorCode;
  readonly title: string;
  readonly retry: "never" | "later" | "now";
  readonly retryAfterMs?: Millis;
  readonly meta?: ErrorMeta;
  readonly requestId: string;
}

/** The refusal itself, or `INTERNAL` with the bug as its cause. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError("INTERNAL", { cause: error });

function failure(error: AppError, requestId: string): Failure {
  const { title, retry } = ERRORS[error.code];
  const retryAfterMs =
    error.retryAfterMs ?? (retry === "later" ? DEFAULT_RETRY_AFTER_MS : undefined);
  return {
    code: error.code,
    title,
    retry,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(error.meta === undefined ? {} : { meta: error.meta }),
    requestId,
  };
}

/** The ack of a refused signal. */
export const toAck = (
  error: AppError,
  requestId: string,
): { readonly ok: false; readonly error: Failure } => ({
  ok: false,
  error: failure(error, requestId),
});

/** A problem document (RFC 9457) with the fields of a refusal. */
export interface Problem extends Failure {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly FieldProblem[];
}

/** The `application/problem+json` body of a refused request (RFC 9457). */
export function toProblem(error: AppError, requestId: string, instance: string): Problem {
  const base = failure(error, requestId);
  return {
    type: `/errors/${error.code}`,
    status: ERRORS[error.code].status,
    ...base,
    detail: error.detail ?? base.title,
    instance,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  };
}
