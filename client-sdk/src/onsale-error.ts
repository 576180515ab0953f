// What the SDK throws: the code of the server's answer, never a text to be parsed. When there was
// no answer at all the code is NOT_READY and `isAnswered` is false: what was asked may have
// happened, so it is asked again with the same operation id.

import type { AckError } from "../protocol/signals.js";
import { ERRORS, isErrorCode, type ErrorCode, type Retry } from "../protocol/errors.js";

export interface Refusal {
  readonly code: string;
  readonly title?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly requestId?: string | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
}

export interface FieldProblem {
  readonly pointer: string;
  readonly message: string;
}

interface OnsaleErrorOptions extends Refusal {
  readonly isAnswered?: boolean;
  readonly cause?: unknown;
}

export class OnsaleError extends Error {
  override readonly name = "OnsaleError";
  readonly code: ErrorCode;
  /** never the same again, later the same after `retryAfterMs`, now after doing what it says. */
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldProblem[];
  /** False when the server did not answer: what was asked may or may not have happened. */
  readonly isAnswered: boolean;

  constructor(options: OnsaleErrorOptions) {
    const code = isErrorCode(options.code) ? options.code : "INTERNAL";
    super(options.title ?? ERRORS[code].title, { cause: options.cause });
    this.code = code;
    this.retry = ERRORS[code].retry;
    this.retryAfterMs = options.retryAfterMs;
    this.meta = options.meta ?? {};
    this.requestId = options.requestId;
    this.errors = options.errors ?? problemsIn(this.meta);
    this.isAnswered = options.isAnswered ?? true;
  }
}

/** In an ack the pointers of VALIDATION are in `meta`. */
const problemsIn = ({ errors }: Readonly<Record<string, unknown>>): readonly FieldProblem[] =>
  Array.isArray(errors) ? (errors as FieldProblem[]) : [];

export const refused = (error: AckError | Refusal): OnsaleError => new OnsaleError(error);

/** The server did not answer in time, or cannot be reached. */
export const unanswered = (title: string, cause?: unknown): OnsaleError =>
  new OnsaleError({ code: "NOT_READY", title, isAnswered: false, cause });

export const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): error is OnsaleError =>
  error instanceof OnsaleError && codes.includes(error.code);
