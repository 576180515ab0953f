// Compares MySQL's payments and reservations, column by column, with the replay of its own journal.
import type { AuditSnapshot, Columns } from "../db/repositories/audit.js";
import { isPaid, RESERVATION_STATUS } from "./hold-letters.js";
import type { ReplayedAuthorisation, ShardReplay } from "./replay.js";
import type { ReplayedHold, ReplayedPay } from "./showtime-replay.js";
import type { ShowtimeId } from "../journal/brands.js";

const WALLET_STATUS = { A: "authorised", C: "captured", V: "voided" } as const;

type Replays = readonly ShardReplay[];
type Expected = ReadonlyMap<string, Columns>;

/** A finding for each difference between these two tables and the journals of the same moment. */
export async function saleRowViolations(
  snapshot: AuditSnapshot,
  replays: Replays,
): Promise<string[]> {
  return [
    ...compared("payment", await snapshot.paymentColumns(), expectedPayments(replays)),
    ...compared("reservation", await snapshot.reservationColumns(), expectedReservations(replays)),
  ];
}

/** The columns in which a row differs, each as `column value, not expected`. */
export function differingColumns(row: Columns, expected: Columns): string[] {
  return Object.keys(expected).flatMap((column) => {
    const [has, wanted] = [textOf(row[column]), textOf(expected[column])];
    return has === wanted ? [] : [`${column} ${has}, not ${wanted}`];
  });
}

/** Columns are compared as texts, as the driver gives large numbers as texts. */
const textOf = (value: Columns[string]): string =>
  value === null || value === undefined ? "nothing" : String(value);

function compared(what: string, rows: readonly Columns[], expected: Expected): string[] {
  const found: string[] = [];
  const missing = new Set(expected.keys());
  for (const row of rows) {
    const id = textOf(row["id"]);
    const columns = expected.get(id);
    missing.delete(id);
    if (columns === undefined) {
      found.push(`I11 MySQL's ${what} ${id}: its journal knows nothing of it`);
      continue;
    }
    const differing = differingColumns(row, columns);
    if (differing.length > 0) found.push(`I11 MySQL's ${what} ${id} has ${differing.join("; ")}`);
  }
  for (const id of missing) found.push(`I11 MySQL has no row of ${what} ${id}`);
  return found;
}

interface Halves {
  readonly auth?: ReplayedAuthorisation;
  readonly pay?: ReplayedPay;
  readonly showtime: ShowtimeId;
}

/** The columns of every payment, by id, as the journals say. */
export function expectedPayments(replays: Replays): Expected {
  const halves = new Map<string, Halves>();
  for (const { auths } of replays) {
    for (const [payId, auth] of auths) halves.set(payId, { auth, showtime: auth.showtime });
  }
  for (const { showtimes } of replays) {
    for (const [showtime, { pays }] of showtimes) {
      for (const [payId, pay] of pays) halves.set(payId, { showtime, ...halves.get(payId), pay });
    }
  }
  return new Map([...halves].map(([payId, both]) => [payId, paymentColumns(both)]));
}

/** The columns of a payment: the wallet's half comes first for member, reservation and amount. */
function paymentColumns({ auth, pay, showtime }: Halves): Columns {
  const isSale = pay?.state === "confirmed" || pay?.state === "cancelled";
  return {
    showtime_id: showtime,
    reservation_id: auth?.reservationId ?? pay?.holdId,
    member_no: auth?.memberNo ?? pay?.memberNo,
    amount: auth?.amount ?? (isSale ? pay.amount : undefined),
    wallet_status: auth && WALLET_STATUS[auth.state],
    show_status: pay?.state,
    reason: pay?.reason,
    refund_id: pay?.refundId,
    made_at: auth?.authorisedAt ?? pay?.times.madeAt,
    authorised_at: auth?.authorisedAt,
    settled_at: auth?.settledAt,
    decided_at: pay?.times.decidedAt,
    cancelled_at: pay?.times.cancelledAt,
    refunded_at: pay?.times.refundedAt,
  };
}

function expectedReservations(replays: Replays): Expected {
  const expected = new Map<string, Columns>();
  for (const { shard, showtimes } of replays) {
    for (const [showtime, { holds, pays }] of showtimes) {
      const paidBy = new Map(
        [...pays]
          .filter(([, { state }]) => state === "confirmed" || state === "cancelled")
          .map(([payId, { holdId }]) => [holdId, payId]),
      );
      for (const [id, hold] of holds) {
        const paymentId = isPaid(hold.status) ? paidBy.get(id) : undefined;
        expected.set(id, {
          ...{ shard, showtime_id: showtime, payment_id: paymentId },
          ...holdColumns(hold),
        });
      }
    }
  }
  return expected;
}

const holdColumns = (hold: ReplayedHold): Columns => ({
  member_no: hold.memberNo,
  status: RESERVATION_STATUS[hold.status],
  area: hold.area,
  quantity: hold.quantity,
  total: hold.total,
  seats: hold.seats.length === 0 ? undefined : hold.seats.join(","),
  made_at: hold.madeAt,
  expires_at: hold.deadlineAt,
});
