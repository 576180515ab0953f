// The reservations of MySQL, changed by the entries that are not projected yet. A durable entry is
// shown as it is. Of those that are not durable, holds and their ends are shown at once; a sale or
// a cancellation is not, as a failover may undo it.
import {
  reservationRows,
  seatsOf,
  type ReservationRow,
} from "../../db/journal/reservation-rows.js";
import type { Reservation } from "../../db/repositories/reservations.js";
import type { MemberNo } from "../../journal/brands.js";
import type { RecentEntries, RecentFact } from "../journal/recent-entries.js";

const isShown = ({ entry }: RecentFact): boolean => entry.kind === "held" || entry.kind === "ended";

/** A row after its entries; a row that MySQL does not have must have its first entry among them. */
function changed(row: Reservation | undefined, change: ReservationRow): Reservation | undefined {
  const isWhole = change.madeAt !== 0;
  if (row === undefined && !isWhole) return undefined;
  const { id, showtimeId, memberNo, status, area, quantity } = change;
  return {
    ...{ id, showtimeId, memberNo, status, area, quantity },
    shard: row?.shard ?? 0,
    seats: seatsOf(change.seats),
    paymentId: change.paymentId ?? row?.paymentId,
    total: isWhole || row === undefined ? change.total : row.total,
    madeAt: isWhole || row === undefined ? change.madeAt : row.madeAt,
    expiresAt: isWhole || row === undefined ? change.expiresAt : row.expiresAt,
  };
}

/**
 * The reservations that the entries change, by id, each as it is now.
 * @param rows those of them that MySQL has, read after the entries
 */
function changedReservations(
  rows: ReadonlyMap<string, Reservation>,
  { durable, pending }: RecentEntries,
): Map<string, Reservation> {
  const now = new Map<string, Reservation>();
  const current = (id: string): Reservation | undefined => now.get(id) ?? rows.get(id);
  const put = (change: ReservationRow): void => {
    const reservation = changed(current(change.id), change);
    if (reservation !== undefined) now.set(change.id, reservation);
  };
  reservationRows(durable).forEach(put);
  for (const change of reservationRows(pending.filter(isShown))) {
    const before = current(change.id);
    if (before === undefined || before.status === "held") put(change);
  }
  return now;
}

/** One reservation as it is now; undefined when neither MySQL nor the entries know it. */
export const overlaid = (
  row: Reservation | undefined,
  entries: RecentEntries,
  id: string,
): Reservation | undefined =>
  changedReservations(new Map(row === undefined ? [] : [[row.id, row]]), entries).get(id) ?? row;

/** Which page of whose list it is. */
export interface OverlaidPage {
  readonly memberNo: MemberNo;
  readonly isFirstPage: boolean;
  /** Whether pages follow: what is older than the rows of this page belongs to them. */
  readonly isMore: boolean;
}

/** The rows of a page as they are now; the first page also has those that MySQL does not know. */
export function overlayReservations(
  rows: readonly Reservation[],
  entries: RecentEntries,
  { memberNo, isFirstPage, isMore }: OverlaidPage,
): Reservation[] {
  const known = new Map(rows.map((row) => [row.id, row]));
  const now = changedReservations(known, entries);
  const oldest = isMore ? (rows.at(-1)?.madeAt ?? 0) : 0;
  const isNew = ({ id, memberNo: of, madeAt }: Reservation): boolean =>
    isFirstPage && !known.has(id) && of === memberNo && madeAt >= oldest;
  const shown = [...[...now.values()].filter(isNew), ...rows.map((row) => now.get(row.id) ?? row)];
  return shown.sort((a, b) => b.madeAt - a.madeAt || (a.id < b.id ? 1 : -1));
}
