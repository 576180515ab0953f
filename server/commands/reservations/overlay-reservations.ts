import type { Reservation } from "../../db/repositories/reservations.js";
import type { EntryOf, JournalEntry } from "../../journal/entry.js";
import type { MemberNo, ShardId, ShowtimeId } from "../../journal/brands.js";

type HeldEntry = EntryOf<"held">;

const ofHeld = (entry: HeldEntry, shard: ShardId): Reservation => ({
  id: entry.holdId,
  shard,
  showtimeId: entry.showtime,
  memberNo: entry.memberNo,
  status: "held",
  area: entry.area,
  quantity: entry.quantity,
  total: entry.total,
  seats: entry.seats,
  madeAt: entry.madeAt,
  expiresAt: entry.deadlineAt,
  paymentId: undefined,
});

/** Which entries belong to the page. */
export interface Overlay {
  readonly isWanted: (entry: {
    readonly showtime: ShowtimeId;
    readonly memberNo: MemberNo;
  }) => boolean;
  /** The first page begins with the holds that MySQL does not know yet, newest first. */
  readonly isFirstPage: boolean;
}

/**
 * The rows of a page, changed by the entries that are not durable yet. Holds and their ends are
 * shown at once; a sale or a cancellation is shown only once it is in MySQL, so it changes no row
 * here.
 */
export function overlayReservations(
  rows: readonly Reservation[],
  entries: readonly JournalEntry[],
  { isWanted, isFirstPage }: Overlay,
): Reservation[] {
  const shown = new Map(rows.map((row) => [row.id, row]));
  const added: string[] = [];
  for (const entry of entries) {
    if (entry.kind !== "held" && entry.kind !== "ended") continue;
    if (!isWanted(entry)) continue;
    const row = shown.get(entry.holdId);
    if (row === undefined && entry.kind === "held" && isFirstPage) {
      shown.set(entry.holdId, ofHeld(entry, 0));
      added.push(entry.holdId);
    } else if (row?.status === "held") {
      shown.set(
        row.id,
        entry.kind === "held" ? ofHeld(entry, row.shard) : ended(row, entry.status),
      );
    }
  }
  const fresh = added.reverse().map((id) => shown.get(id));
  const known = rows.map(({ id }) => shown.get(id));
  return [...fresh, ...known].filter((row) => row !== undefined);
}

const ended = (row: Reservation, status: "released" | "expired"): Reservation => ({
  ...row,
  status,
});
