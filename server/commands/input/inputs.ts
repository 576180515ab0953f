// Fields that several commands take, each bounded. Unknown fields are refused by every schema.
import { z } from "zod";

const ID_LENGTH_MAX = 64;
const TOKEN_LENGTH_MAX = 512;
/** A hold covers at most this many seats or units, whatever the policy says. */
export const HOLD_SIZE_MAX = 100;

const text = (lengthMax: number) => z.string().min(1).max(lengthMax);

/** Ids are opaque outside; a showtime's may come back as a number. */
export const ShowtimeId = z
  .union([text(ID_LENGTH_MAX), z.int().min(0)])
  .transform(String)
  .meta({ description: "Id of a showtime." });
export const ReservationId = text(ID_LENGTH_MAX).meta({ description: "Id of a reservation." });
export const PaymentId = text(ID_LENGTH_MAX).meta({ description: "Id of a payment." });
export const MemberId = text(ID_LENGTH_MAX).meta({
  description: "Id of a member; `me` is the caller.",
  examples: ["me"],
});
export const QueueToken = text(TOKEN_LENGTH_MAX);
/** It becomes part of a journal entry, whose fields are separated by spaces. */
export const OpId = z
  .string()
  .regex(/^(?!-$)[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible characters, not - alone");
export const IdempotencyKey = text(255);
export const SeatIds = z
  .array(text(ID_LENGTH_MAX))
  .min(1)
  .max(HOLD_SIZE_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "names a seat twice");

export const PageInput = z.strictObject({
  limit: z.int().min(1).max(100).default(20),
  cursor: text(ID_LENGTH_MAX).optional(),
});
export type PageInput = z.output<typeof PageInput>;

export const ShowtimeInput = z.strictObject({ showtimeId: ShowtimeId });
export type ShowtimeInput = z.output<typeof ShowtimeInput>;

export const PlaceInput = z.strictObject({ showtimeId: ShowtimeId, token: QueueToken });
export type PlaceInput = z.output<typeof PlaceInput>;
