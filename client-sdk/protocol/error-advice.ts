import type { ErrorCode } from "./errors.js";

/** For each code two texts of docs/ERRORS.md: what went wrong, and what to do. */
export const ERROR_ADVICE: Record<ErrorCode, readonly [wrong: string, todo: string]> = {
  VALIDATION: [
    "A field is missing, unknown or of the wrong type or length, or nesting exceeds 32 levels.",
    "Read `errors`: each entry points at a field and says what it must be.",
  ],
  INVALID_AMOUNT: [
    "The amount is missing, not a whole number, below 1 or above 10^12.",
    "Send an integer in the smallest unit of the currency.",
  ],
  INVALID_JSON: [
    "The body could not be read as JSON.",
    "Send well-formed JSON with `Content-Type: application/json`.",
  ],
  IDEMPOTENCY_KEY_REQUIRED: [
    "Calls that move money must be safe to repeat, and this one came without a key.",
    "Make one `Idempotency-Key` per intent and send the same one with each repetition.",
  ],
  LAYOUT_INVALID: [
    "The layout has a seat twice, names an unknown price class, or has an unknown format.",
    "Read `errors`: each entry points at a place or line of the file.",
  ],
  UNAUTHENTICATED: [
    "There is no access token, or this server did not sign it.",
    "Log in and send `Authorization: Bearer <access token>`.",
  ],
  BAD_CREDENTIALS: [
    "No account has this e-mail with this password. The answer does not say which one is wrong.",
    "Check both and try again.",
  ],
  TOKEN_REUSED: [
    "A refresh token was used a second time, so every token of that login was revoked.",
    "Log in again. If you did not use it twice yourself, change the password.",
  ],
  INVALID_QUEUE_TOKEN: [
    "This server did not sign the queue token, or it belongs to another member or showtime.",
    "Join the waiting room; if you already have a place, you keep it.",
  ],
  TOKEN_EXPIRED: [
    "The access token has expired.",
    "Get a new one with the refresh token, then repeat the call.",
  ],
  INSUFFICIENT_BALANCE: [
    "The wallet holds less than the reservation costs. The hold stays until its deadline.",
    "Top up, then pay again, with the same key or another.",
  ],
  FORBIDDEN: [
    "It belongs to another member, or your role does not allow this step.",
    "Use the account it belongs to.",
  ],
  QUEUE_NOT_READY: [
    "You have no booking session for this showtime: you did not join, or it is not your turn yet.",
    "Join the waiting room, wait to be admitted, and send the queue token.",
  ],
  NOT_FOUND: ["No path or signal has this name.", "Compare it with the API description."],
  MEMBER_NOT_FOUND: ["No member has this id.", "Check the id; `me` stands for your own account."],
  PERFORMANCE_NOT_FOUND: [
    "No performance has this id, or it is not public.",
    "Look it up in the list of performances.",
  ],
  SHOWTIME_NOT_FOUND: [
    "No showtime has this id, or it is not public.",
    "Look it up at its performance.",
  ],
  LAYOUT_NOT_FOUND: ["No layout has this id.", "Use the id from the answer of the import."],
  AREA_UNKNOWN: ["The showtime has no area with this id.", "Take the ids from its layout."],
  SEAT_UNKNOWN: ["The showtime has no seat with this id.", "Take the ids from its layout."],
  RESERVATION_NOT_FOUND: ["No reservation has this id.", "Look it up in your reservations."],
  PAYMENT_NOT_FOUND: ["No payment has this id.", "Look it up in your payments."],
  TICKET_INVALID: [
    "No ticket has this id or code, or its signature is wrong.",
    "Scan it again; if that does not help, look the reservation up by name.",
  ],
  NOTIFICATION_NOT_FOUND: ["No notification has this id.", "Look it up in your notifications."],
  METHOD_NOT_ALLOWED: [
    "The path exists, but not with this method.",
    "Use one of the methods in the `Allow` header.",
  ],
  REQUEST_TIMEOUT: [
    "The server waited too long for the rest of the request.",
    "Send it again on a better connection.",
  ],
  PAYLOAD_TOO_LARGE: [
    "The body is larger than this call allows.",
    "Send less, or split it into several calls.",
  ],
  UNSUPPORTED_MEDIA_TYPE: [
    "This call does not accept this type of body.",
    "Send JSON with `Content-Type: application/json`.",
  ],
  EMAIL_TAKEN: ["An account with this e-mail exists.", "Log in, or use another e-mail."],
  NAME_TAKEN: ["Another one of the same kind has this name.", "Choose another name."],
  ALREADY_SOLD: [
    "Tickets for it have been sold, so it cannot be deleted.",
    "Cancel it: buyers are notified and get their money back.",
  ],
  INVALID_STATE: [
    "This step is not possible in its current state; `meta` has `from` and `to`.",
    "Read it again and choose a step that its state allows.",
  ],
  ALL_RESERVED: [
    "Every seat is sold and none is held, so the waiting room takes no new members.",
    "Look at other showtimes; seats of cancelled reservations come back on sale.",
  ],
  SALE_CLOSED: ["The sale of this showtime is over.", "Look at other showtimes."],
  SEAT_TAKEN: [
    "Another member holds or owns one of the seats. None of them is held for you.",
    "Hold one of `meta.alternatives`, or choose again on the map.",
  ],
  OUT_OF_STOCK: [
    "The area has fewer places left than you asked for. None of them is held for you.",
    "Ask for fewer places, or for another area.",
  ],
  NO_SEATS_TOGETHER: [
    "No row has enough adjacent free seats for this request.",
    "Ask for fewer seats or another price class, or choose single seats.",
  ],
  LIMIT_REACHED: [
    "With these you would exceed the number of seats that one member may have of this showtime.",
    "Ask for fewer seats, or release a hold.",
  ],
  LAYOUT_FROZEN: [
    "The sale has opened. From then on seats keep their positions and prices.",
    "Block seats instead, or add another showtime.",
  ],
  PAID_NEEDS_CANCELLATION: [
    "The reservation is paid, so it cannot be released.",
    "Request its cancellation; the money comes back when the request is approved.",
  ],
  ALREADY_CANCELLED: [
    "The reservation was released, has expired or was cancelled before.",
    "Nothing is left to do.",
  ],
  ALREADY_PAID: [
    "The reservation already has a payment, and no second one was made.",
    "Read the payment of the reservation.",
  ],
  TICKET_USED: [
    "The ticket was checked in before; `meta` says when.",
    "Look the reservation up before you let the visitor in.",
  ],
  IDEMPOTENCY_IN_FLIGHT: [
    "The first call with this key, or another payment of this reservation, has not ended yet.",
    "Wait for `retryAfterMs` and repeat it with the same key.",
  ],
  LAYOUT_CHANGED: [
    "The seats you chose belong to an older layout of the showtime.",
    "Fetch the layout, choose again, and repeat the call.",
  ],
  PAYMENT_VOIDED: [
    "The payment could not be completed in time, and its money is back in the wallet.",
    "Pay again with a new key before the deadline of the hold.",
  ],
  RESERVATION_EXPIRED: [
    "The deadline of the hold passed before it was paid; its seats are on sale again.",
    "Hold seats again.",
  ],
  QUEUE_TOKEN_EXPIRED: [
    "The place was paid, given up, or not entered in time, or its booking session has ended.",
    "Join again; the new place is at the end of the line.",
  ],
  EDIT_CONFLICT: [
    "Somebody else changed it after you had read it.",
    "Read it again, look at the difference, and repeat the change.",
  ],
  IDEMPOTENCY_KEY_REUSED: [
    "The key was used before with another body.",
    "Make a new key for each new intent; a repetition must have the same body.",
  ],
  PRECONDITION_REQUIRED: [
    "The change does not say which version it is based on, so it could overwrite another one.",
    "Send the `ETag` of the version you read as `If-Match`.",
  ],
  SALE_NOT_OPEN: [
    "The waiting room or the sale has not opened, or the performance is not approved yet.",
    "Wait for `retryAfterMs`; the showtime says when it opens.",
  ],
  RATE_LIMITED: [
    "You send more requests than the limit allows.",
    "Wait for `Retry-After`; answers of the waiting room say in `pollAfterMs` when to ask next.",
  ],
  INTERNAL: [
    "The server made a mistake. It is logged under the `requestId` of the answer.",
    "Try again later with the same key; report the `requestId` if it happens again.",
  ],
  SALE_PAUSED: [
    "The organiser paused the sale, or the server cannot store decisions safely at the moment.",
    "Wait for `retryAfterMs`. Holds and sessions last at least one minute after the pause.",
  ],
  SERVER_BUSY: [
    "The server cannot accept more work at this moment.",
    "Wait for `retryAfterMs` and repeat it with the same key.",
  ],
  NOT_READY: [
    "The server is starting or stopping, or cannot reach a store that it needs.",
    "Wait for `retryAfterMs`, or ask another node.",
  ],
};
