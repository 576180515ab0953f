// Ids that follow from what the caller gave: whoever asks twice names the same thing twice, and a
// reply that was lost costs nothing (docs/INVARIANTS.md, I8).
import { createHash } from "node:crypto";
import type { HoldId, PayId, ShowtimeId } from "./brands.js";
import type {} from "./brands.js";

/** Parts are told apart: no two lists of parts give one text. */
function digest(kind: string, ...parts: readonly (string | number)[]): string {
  const hash = createHash("sha256").update(kind);
  for (const part of parts) hash.update(`\0${part}`);
  return hash.digest("hex");
}

const SHOWTIME_DIGITS = 8;
const SHOWTIME_MAX = 16 ** SHOWTIME_DIGITS - 1;
const HOLD_ID = /^([0-9a-f]{8})-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The id of a hold, also of the reservation it makes: a UUID (version 8) that begins with its
 * showtime's number, so that its shard is known without asking anybody.
 */
export function holdIdOf(showtimeNo: ShowtimeId, memberId: string, opId: string): HoldId {
  if (!Number.isInteger(showtimeNo) || showtimeNo < 0 || showtimeNo > SHOWTIME_MAX) {
    throw new RangeError(`not the number of a showtime: ${showtimeNo}`);
  }
  const showtime = showtimeNo.toString(16).padStart(SHOWTIME_DIGITS, "0");
  const rest = digest("hold", memberId, opId);
  const variant = ((parseInt(rest.slice(7, 8), 16) & 3) | 8).toString(16);
  const [a, b, c] = [rest.slice(0, 4), rest.slice(4, 7), rest.slice(8, 11)];
  return `${showtime}-${a}-8${b}-${variant}${c}-${rest.slice(11, 23)}`;
}

/** The showtime of a hold id; undefined for what is none. */
export function showtimeOfHold(holdId: HoldId): ShowtimeId | undefined {
  const digits = HOLD_ID.exec(holdId)?.[1];
  return digits === undefined ? undefined : parseInt(digits, 16);
}

export const payIdOf = (memberId: string, idempotencyKey: string): PayId =>
  digest("pay", memberId, idempotencyKey);

export const topUpIdOf = (memberId: string, idempotencyKey: string): string =>
  digest("topup", memberId, idempotencyKey);

/** A payment is refunded once, whoever asks for it. */
export const refundIdOf = (payId: PayId): string => digest("refund", payId);

/** The balance a member is imported with counts once. */
export const importIdOf = (memberId: string): string => digest("import", memberId);

/** One ticket per seat, or per unit of an area, of a payment. */
export const ticketIdOf = (payId: PayId, index: number): string => digest("ticket", payId, index);
