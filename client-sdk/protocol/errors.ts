// The one table of refusals. REST and the live door, the SDK and docs/ERRORS.md read it;
// no other place spells a status. `retry`: never the same again, later the same after
// `retryAfterMs`, now after doing what the title says.

export type Retry = "never" | "later" | "now";

export interface ErrorSpec {
  readonly status: number;
  readonly retry: Retry;
  readonly title: string;
}

const never = (status: number, title: string) => ({ status, retry: "never", title }) as const;
const later = (status: number, title: string) => ({ status, retry: "later", title }) as const;
const now = (status: number, title: string) => ({ status, retry: "now", title }) as const;

export const ERRORS = {
  VALIDATION: never(400, "A field is missing, unknown or has the wrong form"),
  INVALID_AMOUNT: never(400, "The amount is not a whole number from 1 to 10^12"),
  INVALID_JSON: never(400, "The body is not JSON"),
  IDEMPOTENCY_KEY_REQUIRED: never(400, "This call needs an Idempotency-Key header"),
  LAYOUT_INVALID: never(400, "The layout cannot be used as it is"),

  UNAUTHENTICATED: never(401, "Log in first"),
  BAD_CREDENTIALS: never(401, "E-mail or password is wrong"),
  TOKEN_REUSED: never(401, "This refresh token was used before; log in again"),
  INVALID_QUEUE_TOKEN: never(401, "This is not a queue token of yours"),
  TOKEN_EXPIRED: now(401, "The access token has expired; refresh it"),

  INSUFFICIENT_BALANCE: now(402, "The balance is too low; top up and pay again"),

  FORBIDDEN: never(403, "This is not yours to see or change"),
  QUEUE_NOT_READY: later(403, "It is not your turn yet"),

  NOT_FOUND: never(404, "There is nothing at this path or under this signal"),
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

  METHOD_NOT_ALLOWED: never(405, "This path does not take that method"),
  REQUEST_TIMEOUT: never(408, "The request came in too slowly"),
  PAYLOAD_TOO_LARGE: never(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE: never(415, "Send application/json"),

  EMAIL_TAKEN: never(409, "This e-mail has an account already"),
  NAME_TAKEN: never(409, "This name is in use already"),
  ALREADY_SOLD: never(409, "Something of it has been sold"),
  INVALID_STATE: never(409, "Its state does not allow this step"),
  ALL_RESERVED: never(409, "Everything is sold"),
  SALE_CLOSED: never(409, "The sale is closed"),
  SEAT_TAKEN: never(409, "A seat of these is taken"),
  OUT_OF_STOCK: never(409, "There are not that many places left"),
  NO_SEATS_TOGETHER: never(409, "There are not that many seats together"),
  LIMIT_REACHED: never(409, "That is more than one person may have"),
  LAYOUT_FROZEN: never(409, "The layout is frozen once the sale has opened"),
  PAID_NEEDS_CANCELLATION: never(409, "It is paid: ask for a cancellation"),
  ALREADY_CANCELLED: never(409, "It is over already"),
  ALREADY_PAID: never(409, "It is paid already"),
  TICKET_USED: never(409, "This ticket was used"),
  IDEMPOTENCY_IN_FLIGHT: later(409, "The first call with this key is still running"),
  LAYOUT_CHANGED: now(409, "The layout has changed; fetch it and choose again"),
  PAYMENT_VOIDED: now(409, "The money is back; pay again with a new key"),

  RESERVATION_EXPIRED: never(410, "The time to pay is over"),
  QUEUE_TOKEN_EXPIRED: never(410, "This place is over; join again"),

  EDIT_CONFLICT: never(412, "Somebody else changed it meanwhile"),
  IDEMPOTENCY_KEY_REUSED: never(422, "This key was used with another body"),
  PRECONDITION_REQUIRED: never(428, "This change needs an If-Match header"),

  SALE_NOT_OPEN: later(425, "The sale has not opened yet"),
  RATE_LIMITED: later(429, "Too many requests"),

  INTERNAL: later(500, "Something went wrong on our side"),
  SALE_PAUSED: later(503, "The sale is paused for a moment; nothing is lost"),
  SERVER_BUSY: later(503, "Too busy at the moment"),
  NOT_READY: later(503, "Not ready yet"),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);
