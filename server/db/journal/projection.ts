// Writes durable entries to the tables that follow from them: reservations, payments, ledger and
// outbox. Rows are sorted by key, so that two workers take their locks in the same order. ON
// DUPLICATE KEY is used only for tables without a second UNIQUE key, where it can hide no
// duplicate.
import type { OwnConnection } from "../own-connection.js";
import type { SqlValue } from "../sql-values.js";
import { insertAll } from "./insert-all.js";
import { InvariantViolation } from "./invariant-violation.js";
import { numberedFacts, type NumberedFact } from "../../journal/facts.js";
import type { JournalRow } from "./journal-row.js";
import { ledgerLines } from "./ledger-lines.js";
import { outboxEvents } from "./outbox-events.js";
import { showtimeSides, walletSides, type ShowtimeSide, type WalletSide } from "./payment-rows.js";
import { reservationRows, type ReservationRow } from "./reservation-rows.js";
import type { ShardId } from "../../journal/brands.js";

/**
 * Writes the projection of a batch, inside the transaction of the connection.
 * @throws InvariantViolation when the batch does not follow from the tables
 */
export async function writeProjection(
  connection: OwnConnection,
  shard: ShardId,
  rows: readonly JournalRow[],
): Promise<void> {
  const facts = numberedFacts(rows);
  await writeReservations(connection, shard, reservationRows(facts));
  await insertAll(connection, UPSERT_PAYMENTS, sidesById(facts).map(paymentValues));
  await insertAll(connection, INSERT_LEDGER, ledgerValues(shard, facts));
  await insertAll(connection, INSERT_OUTBOX, outboxValues(shard, facts));
}

const INSERT_LEDGER = `INSERT INTO ledger
  (shard, n, line, account, member_no, amount, kind, reservation_id, at) VALUES ?`;
const INSERT_OUTBOX =
  "INSERT INTO outbox (source, seq, topic, `key`, event_id, payload, at) VALUES ?";

const UPSERT_RESERVATIONS = `INSERT INTO reservations
  (id, shard, showtime_id, member_no, status, area, quantity, total, seats,
   made_at, expires_at, payment_id, n) VALUES ?
  ON DUPLICATE KEY UPDATE
  status = VALUES(status), area = VALUES(area), quantity = VALUES(quantity),
  seats = VALUES(seats), payment_id = COALESCE(VALUES(payment_id), payment_id),
  total = IF(VALUES(made_at) = 0, total, VALUES(total)),
  expires_at = IF(VALUES(made_at) = 0, expires_at, VALUES(expires_at)),
  made_at = IF(VALUES(made_at) = 0, made_at, VALUES(made_at)),
  n = VALUES(n)`;

/** A column that both sides know: the wallet's side is the one that counts. */
const known = (column: string): string =>
  `${column} = IF(VALUES(wallet_status) IS NULL, COALESCE(${column}, VALUES(${column})),
    VALUES(${column}))`;
const later = (column: string): string => `${column} = COALESCE(VALUES(${column}), ${column})`;
const UPSERT_PAYMENTS = `INSERT INTO payments
  (id, showtime_id, reservation_id, member_no, amount, made_at,
   wallet_status, authorised_at, settled_at,
   show_status, reason, refund_id, decided_at, cancelled_at, refunded_at) VALUES ?
  ON DUPLICATE KEY UPDATE
  ${["reservation_id", "member_no", "amount"].map(known).join(", ")},
  made_at = COALESCE(VALUES(authorised_at), made_at),
  ${["wallet_status", "authorised_at", "settled_at"].map(later).join(", ")},
  ${["show_status", "reason", "refund_id"].map(later).join(", ")},
  ${["decided_at", "cancelled_at", "refunded_at"].map(later).join(", ")}`;

const orNull = <T>(value: T | undefined): T | null => value ?? null;

async function writeReservations(
  connection: OwnConnection,
  shard: ShardId,
  rows: readonly ReservationRow[],
): Promise<void> {
  await assertNoneReopened(connection, rows);
  const values = rows.map((row) => [
    row.id,
    shard,
    row.showtimeId,
    row.memberNo,
    row.status,
    orNull(row.area),
    row.quantity,
    row.total,
    orNull(row.seats),
    row.madeAt,
    row.expiresAt,
    orNull(row.paymentId),
    row.n,
  ]);
  await insertAll(connection, UPSERT_RESERVATIONS, values);
}

/** A paid reservation never becomes a hold again, because the paid order would be lost. */
async function assertNoneReopened(
  connection: OwnConnection,
  rows: readonly ReservationRow[],
): Promise<void> {
  const open = rows.filter(({ status }) => status !== "confirmed" && status !== "cancelled");
  if (open.length === 0) return;
  const [paid] = await connection.select<{ id: string; status: string }>(
    `SELECT id, status FROM reservations
      WHERE id IN (?) AND status IN ('confirmed', 'cancelled') LIMIT 1`,
    [open.map(({ id }) => id)],
  );
  if (paid) throw new InvariantViolation(`reservation ${paid.id} is ${paid.status}, not a hold`);
}

/** The sides of a payment that a batch has; at least one. */
interface Sides {
  readonly wallet?: WalletSide;
  readonly showtime?: ShowtimeSide;
}

/** Both sides of each payment, sorted by id: two workers that write one payment take turns. */
function sidesById(facts: readonly NumberedFact[]): [id: string, sides: Sides][] {
  const sides = new Map<string, Sides>();
  for (const wallet of walletSides(facts)) sides.set(wallet.id, { wallet });
  for (const showtime of showtimeSides(facts)) {
    sides.set(showtime.id, { ...sides.get(showtime.id), showtime });
  }
  return [...sides].sort(([a], [b]) => (a < b ? -1 : 1));
}

function paymentValues([id, { wallet, showtime }]: [string, Sides]): SqlValue[] {
  const key = wallet ?? showtime;
  if (key === undefined) throw new Error("a payment has at least one side");
  return [
    id,
    key.showtimeId,
    orNull(key.reservationId ?? showtime?.reservationId),
    orNull(key.memberNo ?? showtime?.memberNo),
    orNull(key.amount ?? showtime?.amount),
    key.madeAt,
    orNull(wallet?.status),
    orNull(wallet?.authorisedAt),
    orNull(wallet?.settledAt),
    orNull(showtime?.status),
    orNull(showtime?.reason),
    orNull(showtime?.refundId),
    orNull(showtime?.decidedAt),
    orNull(showtime?.cancelledAt),
    orNull(showtime?.refundedAt),
  ];
}

const ledgerValues = (shard: ShardId, facts: readonly NumberedFact[]) =>
  ledgerLines(facts).map((line) => [
    shard,
    line.n,
    line.line,
    line.account,
    orNull(line.memberNo),
    line.amount,
    line.kind,
    orNull(line.reservationId),
    line.at,
  ]);

const outboxValues = (shard: ShardId, facts: readonly NumberedFact[]) =>
  outboxEvents(shard, facts).map((event) => [
    event.source,
    event.seq,
    event.topic,
    event.key,
    event.eventId,
    event.payload,
    event.at,
  ]);
