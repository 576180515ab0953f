// What the SDK throws: an error with the code of the server's answer, so that no caller has to
// read a text. Without an answer the code is NOT_READY and `isAnswered` is false. The call may have
// taken effect then, so a repetition must carry the same operation id.

import type { AckError } from "../protocol/signals.js";
import { ERRORS, isErrorCode, type ErrorCode, type Retry } from "../protocol/errors.js";

/** A refusal as REST or an ack carries it. */
export interface Refusal {
  readonly code: string;
  readonly title?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly requestId?: string | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
}

/** What is wrong with one field of a request. */
export interface FieldProblem {
  /** JSON pointer to the field, such as `/email`. */
  readonly pointer: string;
  readonly message: string;
}

interface OnsaleErrorOptions extends Refusal {
  readonly isAnswered?: boolean;
  readonly cause?: unknown;
}

/** The only error that the SDK throws on purpose; `message` is one line of English. */
export class OnsaleError extends Error {
  /** Always `OnsaleError`. */
  override readonly name = "OnsaleError";
  /** The code of the error table; a code that this version does not know is `INTERNAL`. */
  readonly code: ErrorCode;
  /** When to repeat: never; later, after `retryAfterMs`; now, after doing what the title says. */
  readonly retry: Retry;
  /** How long to wait before a repetition; undefined where the server names no time. */
  readonly retryAfterMs: number | undefined;
  /** What belongs to the code, such as `alternatives` of `SEAT_TAKEN`; empty for most. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** The server logged the refusal under this id; undefined without an answer. */
  readonly requestId: string | undefined;
  /** The fields that `VALIDATION` refused; else empty. */
  readonly errors: readonly FieldProblem[];
  /** False when the server did not answer: the call may or may not have taken effect. */
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

/** An ack carries the refused fields of VALIDATION in `meta`, REST beside it. */
const problemsIn = ({ errors }: Readonly<Record<string, unknown>>): readonly FieldProblem[] =>
  Array.isArray(errors) ? (errors as FieldProblem[]) : [];

/** The error for a refusal of the server. */
export const refused = (error: AckError | Refusal): OnsaleError => new OnsaleError(error);

/** The error for a call without an answer: too late, or the server cannot be reached. */
export const unanswered = (title: string, cause?: unknown): OnsaleError =>
  new OnsaleError({ code: "NOT_READY", title, isAnswered: false, cause });

/** Whether an error is an `OnsaleError` with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): error is OnsaleError =>
  error instanceof OnsaleError && codes.includes(error.code);
