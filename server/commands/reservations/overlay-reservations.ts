import type { Reservation } from "../../db/repositories/reservations.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { MemberNo, ShardId, ShowtimeId } from "../../journal/brands.js";

type HeldEntry = Extract<JournalEntry, { kind: "held" }>;

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

export interface Overlay {
  readonly isWanted: (entry: {
    readonly showtime: ShowtimeId;
    readonly memberNo: MemberNo;
  }) => boolean;
  /** First page: what MySQL does not know at all belongs here, newest first. */
  readonly isFirstPage: boolean;
}

/**
 * Rows with what is not durable yet laid over them. Holds and their ends are shown as they are;
 * a sale or a cancellation is told only once it is in MySQL, so it leaves the row as it is.
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
