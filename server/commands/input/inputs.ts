// Fields that several commands take; each has limits. Every schema refuses unknown fields.
import { z } from "zod";

const ID_LENGTH_MAX = 64;
const TOKEN_LENGTH_MAX = 512;
/** A hold covers at most this many seats or units; a policy can only lower it. */
export const HOLD_SIZE_MAX = 100;

const text = (lengthMax: number) => z.string().min(1).max(lengthMax);

/** The id of a showtime as clients know it: a text; a client may send it as a number. */
export const GivenShowtimeId = z
  .union([text(ID_LENGTH_MAX), z.int().min(0)])
  .transform(String)
  .describe("Id of a showtime.");
/** The id of a reservation; a text that is no such id leads to `RESERVATION_NOT_FOUND`. */
export const ReservationId = text(ID_LENGTH_MAX).describe("Id of a reservation.");
/** The id of a payment. */
export const PaymentId = text(ID_LENGTH_MAX).describe("Id of a payment.");
/** The UUID of a member, or `me` for the caller. */
export const MemberId = text(ID_LENGTH_MAX).meta({
  description: "Id of a member; `me` is the caller.",
  examples: ["me"],
});
/** The queue token of a place. */
export const QueueToken = text(TOKEN_LENGTH_MAX);
/**
 * Names one operation, so that it counts once. A space would end its field of the journal entry.
 */
export const OpId = z
  .string()
  .regex(/^(?!-$)[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible characters, not - alone");
/** The value of the header `Idempotency-Key`. */
export const IdempotencyKey = text(255);
/** The seats of one hold, by id. */
export const SeatIds = z
  .array(text(ID_LENGTH_MAX))
  .min(1)
  .max(HOLD_SIZE_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "names a seat twice")
  .meta({ uniqueItems: true });

/** One page of a list; the cursor comes from the page before. */
export const PageInput = z.strictObject({
  limit: z.int().min(1).max(100).default(20),
  cursor: text(ID_LENGTH_MAX).optional(),
});
export type PageInput = z.output<typeof PageInput>;

/** A showtime. */
export const ShowtimeInput = z.strictObject({ showtimeId: GivenShowtimeId });
export type ShowtimeInput = z.output<typeof ShowtimeInput>;

/** A place in the queue of a showtime. */
export const PlaceInput = z.strictObject({ showtimeId: GivenShowtimeId, token: QueueToken });
export type PlaceInput = z.output<typeof PlaceInput>;
