import type { ErrorCode } from "../../../client-sdk/protocol/errors.js";

/** What went wrong, and what to do: the two sentences docs/ERRORS.md has for each code. */
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
    "The layout has seats twice, points at unknown price classes, or is not in a known format.",
    "Read `errors`: each entry points at a place or line of the file.",
  ],
  UNAUTHENTICATED: [
    "There is no access token, or it is not one of ours.",
    "Log in and send `Authorization: Bearer <access token>`.",
  ],
  BAD_CREDENTIALS: [
    "No account has this e-mail with this password; which of the two is wrong is not told.",
    "Check both and try again.",
  ],
  TOKEN_REUSED: [
    "A refresh token was used a second time, so every token of that login was revoked.",
    "Log in again. If it was not you who used it, change the password.",
  ],
  INVALID_QUEUE_TOKEN: [
    "The queue token was not signed here, or belongs to another member or showtime.",
    "Join the waiting room; a place you already have is given back to you.",
  ],
  TOKEN_EXPIRED: [
    "The access token is past its end.",
    "Get a new one with the refresh token, then repeat the call.",
  ],
  INSUFFICIENT_BALANCE: [
    "The wallet holds less than the reservation costs. The hold stays until its deadline.",
    "Top up, then pay again, with the same key or another.",
  ],
  FORBIDDEN: [
    "What you asked for belongs to somebody else, or your role does not allow this step.",
    "Use the account it belongs to.",
  ],
  QUEUE_NOT_READY: [
    "You have no booking session for this showtime: you have not joined, or it is not your turn.",
    "Join the waiting room, wait to be admitted, and send the queue token.",
  ],
  NOT_FOUND: ["No path or signal has this name.", "Compare the address with the API description."],
  MEMBER_NOT_FOUND: ["No member has this id.", "Check the id; `me` means yourself."],
  PERFORMANCE_NOT_FOUND: [
    "No performance has this id, or it is not public.",
    "Look it up in the list of performances.",
  ],
  SHOWTIME_NOT_FOUND: [
    "No showtime has this id, or it is not public.",
    "Look it up at its performance.",
  ],
  LAYOUT_NOT_FOUND: ["No layout has this id.", "Use the id that the import answered."],
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
    "The request took too long to arrive.",
    "Send it again on a better connection.",
  ],
  PAYLOAD_TOO_LARGE: [
    "The body is larger than this call takes.",
    "Send less, or in several calls.",
  ],
  UNSUPPORTED_MEDIA_TYPE: [
    "The body is of a type this call does not read.",
    "Send JSON with `Content-Type: application/json`.",
  ],
  EMAIL_TAKEN: ["An account with this e-mail exists.", "Log in, or use another e-mail."],
  NAME_TAKEN: ["Something of the same kind has this name.", "Choose another name."],
  ALREADY_SOLD: [
    "Tickets have been sold, so it cannot be deleted.",
    "Cancel it: buyers are told and get their money back.",
  ],
  INVALID_STATE: [
    "The step does not lead on from the state it is in; `meta` has `from` and `to`.",
    "Read it again and choose a step that its state allows.",
  ],
  ALL_RESERVED: [
    "Every seat is sold and none is held, so nobody new is let into the waiting room.",
    "Look at other showtimes; seats of cancelled reservations come back on sale.",
  ],
  SALE_CLOSED: ["The sale of this showtime is over.", "Look at other showtimes."],
  SEAT_TAKEN: [
    "Somebody else holds or owns one of the seats. You got none of them.",
    "Take one of `meta.alternatives`, or choose again on the map.",
  ],
  OUT_OF_STOCK: [
    "The area has fewer places left than you asked for. You got none.",
    "Ask for fewer, or for another area.",
  ],
  NO_SEATS_TOGETHER: [
    "No row has that many free seats side by side in what you asked for.",
    "Ask for fewer, for another price class, or choose single seats.",
  ],
  LIMIT_REACHED: [
    "With these you would have more than one person may have of this showtime.",
    "Ask for fewer, or release a hold.",
  ],
  LAYOUT_FROZEN: [
    "The sale has opened; from then on seats keep their place and price.",
    "Block seats instead, or make another showtime.",
  ],
  PAID_NEEDS_CANCELLATION: [
    "The reservation is paid and cannot simply be released.",
    "Ask for its cancellation; the money comes back when it is approved.",
  ],
  ALREADY_CANCELLED: [
    "The reservation was released, has lapsed or was cancelled before.",
    "Nothing is left to do.",
  ],
  ALREADY_PAID: [
    "The reservation has a payment already; no second one was made.",
    "Read the payment of the reservation.",
  ],
  TICKET_USED: [
    "The ticket was checked in before; `meta` says when.",
    "Look the reservation up before letting anybody in.",
  ],
  IDEMPOTENCY_IN_FLIGHT: [
    "The first call with this key has not ended yet.",
    "Wait for `retryAfterMs` and repeat it with the same key.",
  ],
  LAYOUT_CHANGED: [
    "The seats you chose belong to an older layout of the showtime.",
    "Fetch the layout, choose again, and repeat the call.",
  ],
  PAYMENT_VOIDED: [
    "The payment did not come through in time, and its money is back in the wallet.",
    "Pay again with a new key while the hold lives.",
  ],
  RESERVATION_EXPIRED: [
    "The hold passed its deadline before it was paid; its seats are on sale again.",
    "Hold seats anew.",
  ],
  QUEUE_TOKEN_EXPIRED: [
    "The place is over: paid, left, or not entered in time.",
    "Join again; the new place is at the end.",
  ],
  EDIT_CONFLICT: [
    "Somebody else changed it after you had read it.",
    "Read it again, look at the difference, and repeat the change.",
  ],
  IDEMPOTENCY_KEY_REUSED: [
    "The key was used before, with another body.",
    "Make a new key for a new intent; a repetition must have the same body.",
  ],
  PRECONDITION_REQUIRED: [
    "The change could overwrite somebody else's, as it does not say what it was based on.",
    "Send the `ETag` you have read as `If-Match`.",
  ],
  SALE_NOT_OPEN: [
    "The waiting room or the sale has not opened, or the performance is not approved yet.",
    "Wait for `retryAfterMs`; the showtime says when it opens.",
  ],
  RATE_LIMITED: [
    "You ask faster than is of any use to you.",
    "Wait for `Retry-After`; answers of the queue say when to ask next.",
  ],
  INTERNAL: [
    "A mistake of ours. It is logged under the `requestId` of the answer.",
    "Try again later with the same key; tell us the `requestId` if it stays.",
  ],
  SALE_PAUSED: [
    "What is decided now could not be kept safely, or the organiser paused the sale.",
    "Wait for `retryAfterMs`. Holds and sessions get at least a minute after the pause.",
  ],
  SERVER_BUSY: [
    "The server takes no more work at this moment.",
    "Wait for `retryAfterMs` and repeat it with the same key.",
  ],
  NOT_READY: [
    "The server is starting, stopping, or has lost a store it needs.",
    "Wait for `retryAfterMs`, or ask another node.",
  ],
};
