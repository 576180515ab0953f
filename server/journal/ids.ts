// Ids that are computed from what the caller gave: a call that is repeated names the same thing
// again, so a lost reply costs nothing (docs/INVARIANTS.md, I8).
import { createHash } from "node:crypto";
import type { HoldId, PayId, ShowtimeId } from "./brands.js";

/** SHA-256 in hex; the separator keeps ("a", "bc") and ("ab", "c") apart. */
function digest(kind: string, ...parts: readonly (string | number)[]): string {
  const hash = createHash("sha256").update(kind);
  for (const part of parts) hash.update(`\0${part}`);
  return hash.digest("hex");
}

const SHOWTIME_DIGITS = 8;
const SHOWTIME_MAX = 16 ** SHOWTIME_DIGITS - 1;
const HOLD_ID = /^([0-9a-f]{8})-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The id of a hold and of the reservation it makes: a UUID (version 8) that begins with the number
 * of its showtime, so that its shard is known without a query.
 * @throws RangeError for a number outside 32 bits
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

/** The showtime of a hold's id; undefined for a text that is not such an id. */
export function showtimeOfHold(holdId: HoldId): ShowtimeId | undefined {
  const digits = HOLD_ID.exec(holdId)?.[1];
  return digits === undefined ? undefined : parseInt(digits, 16);
}

/** The id of a payment: the same member and idempotency key always name the same payment. */
export const payIdOf = (memberId: string, idempotencyKey: string): PayId =>
  digest("pay", memberId, idempotencyKey);

/** The id of a top-up: the same member and idempotency key always name the same top-up. */
export const topUpIdOf = (memberId: string, idempotencyKey: string): string =>
  digest("topup", memberId, idempotencyKey);

/** The id of a payment's refund: one for each payment, so that it is refunded once. */
export const refundIdOf = (payId: PayId): string => digest("refund", payId);

/** The id of the balance a member is imported with: one for each member, so that it counts once. */
export const importIdOf = (memberId: string): string => digest("import", memberId);

/** The id of a ticket: one for each seat of a payment, or for each unit of an area, from 0. */
export const ticketIdOf = (payId: PayId, index: number): string => digest("ticket", payId, index);
