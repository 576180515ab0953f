// The only table of error codes. REST, signals, the SDK and docs/ERRORS.md all read it; no other
// file states which HTTP status a code has.

/**
 * When to repeat a refused call: `never` as it was; `later` as it was, after `retryAfterMs`;
 * `now`, after doing what the title says.
 */
export type Retry = "never" | "later" | "now";

/** What is fixed for a code: the HTTP status, when to repeat, and one line of English. */
export interface ErrorSpec {
  readonly status: number;
  readonly retry: Retry;
  readonly title: string;
}

const never = (status: number, title: string) => ({ status, retry: "never", title }) as const;
const later = (status: number, title: string) => ({ status, retry: "later", title }) as const;
const now = (status: number, title: string) => ({ status, retry: "now", title }) as const;

/** Every error code with its HTTP status, `retry` and title. */
export const ERRORS = {
  VALIDATION: never(400, "A field is missing, unknown or has the wrong form"),
  INVALID_AMOUNT: never(400, "The amount is not a whole number from 1 to 10^12"),
  INVALID_JSON: never(400, "The body is not JSON"),
  IDEMPOTENCY_KEY_REQUIRED: never(400, "This call needs an Idempotency-Key header"),
  LAYOUT_INVALID: never(400, "The layout is not valid"),

  UNAUTHENTICATED: never(401, "Log in first"),
  BAD_CREDENTIALS: never(401, "E-mail or password is wrong"),
  TOKEN_REUSED: never(401, "This refresh token was used before; log in again"),
  INVALID_QUEUE_TOKEN: never(401, "This queue token is not valid, or not yours"),
  TOKEN_EXPIRED: now(401, "The access token has expired; refresh it"),

  INSUFFICIENT_BALANCE: now(402, "The balance is too low; top up and pay again"),

  FORBIDDEN: never(403, "You may not see or change this"),
  QUEUE_NOT_READY: later(403, "It is not your turn yet"),

  NOT_FOUND: never(404, "There is no such path or signal"),
  MEMBER_NOT_FOUND: never(404, "There is no such member"),
  PERFORMANCE_NOT_FOUND: never(404, "There is no such performance"),
  SHOWTIME_NOT_FOUND: never(404, "There is no such showtime"),
  LAYOUT_NOT_FOUND: never(404, "There is no such layout"),
  AREA_UNKNOWN: never(404, "This showtime has no such area"),
  SEAT_UNKNOWN: never(404, "This showtime has no such seat"),
  RESERVATION_NOT_FOUND: never(404, "There is no such reservation"),
  PAYMENT_NOT_FOUND: never(404, "There is no such payment"),
  TICKET_INVALID: never(404, "There is no such ticket"),
  NOTIFICATION_NOT_FOUND: never(404, "There is no such notification"),

  METHOD_NOT_ALLOWED: never(405, "This path does not support this method"),
  REQUEST_TIMEOUT: never(408, "The request arrived too slowly"),
  PAYLOAD_TOO_LARGE: never(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE: never(415, "The body must be application/json"),

  EMAIL_TAKEN: never(409, "This e-mail already has an account"),
  NAME_TAKEN: never(409, "This name is already in use"),
  ALREADY_SOLD: never(409, "Tickets for it have been sold"),
  INVALID_STATE: never(409, "Its current state does not allow this step"),
  ALL_RESERVED: never(409, "Everything is sold"),
  SALE_CLOSED: never(409, "The sale is closed"),
  SEAT_TAKEN: never(409, "One of these seats is taken"),
  OUT_OF_STOCK: never(409, "Not enough places are left"),
  NO_SEATS_TOGETHER: never(409, "Not enough adjacent seats are free"),
  LIMIT_REACHED: never(409, "This is more than one person may book"),
  LAYOUT_FROZEN: never(409, "The layout cannot change once the sale has opened"),
  PAID_NEEDS_CANCELLATION: never(409, "The reservation is paid; request its cancellation"),
  ALREADY_CANCELLED: never(409, "The reservation is already over"),
  ALREADY_PAID: never(409, "The reservation is already paid"),
  TICKET_USED: never(409, "This ticket was already used"),
  IDEMPOTENCY_IN_FLIGHT: later(409, "The first call with this key is still running"),
  LAYOUT_CHANGED: now(409, "The layout has changed; fetch it and choose again"),
  PAYMENT_VOIDED: now(409, "The money is back in the wallet; pay again with a new key"),

  RESERVATION_EXPIRED: never(410, "The time to pay is over"),
  QUEUE_TOKEN_EXPIRED: never(410, "This place in the waiting room is over; join again"),

  EDIT_CONFLICT: never(412, "Somebody else has changed it in the meantime"),
  IDEMPOTENCY_KEY_REUSED: never(422, "This key was used with another body"),
  PRECONDITION_REQUIRED: never(428, "This change needs an If-Match header"),

  SALE_NOT_OPEN: later(425, "The sale has not opened yet"),
  RATE_LIMITED: later(429, "Too many requests"),

  INTERNAL: later(500, "Something went wrong on our side"),
  SALE_PAUSED: later(503, "The sale is paused for a moment; nothing is lost"),
  SERVER_BUSY: later(503, "The server is too busy at the moment"),
  NOT_READY: later(503, "The server is not ready yet"),
} as const satisfies Record<string, ErrorSpec>;

/** A code of the table: branch on it, never on a text. */
export type ErrorCode = keyof typeof ERRORS;

/** Whether a text is a code of the table. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);
