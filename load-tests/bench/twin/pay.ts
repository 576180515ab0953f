// A payment of the twin: one transaction takes the money, sells the seats, ends the place, and
// writes the ledger and the outbox. The unique keys of `payments` make it count once, so a first
// call needs no extra query for its Idempotency-Key.

import { v7 as newId } from "uuid";
import type { PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import { inTransaction, isDuplicate, rowsOf, write, type Connection } from "./database.js";
import { Refusal } from "./refusal.js";
import type { Caller, TwinContext } from "./context.js";

/** What to pay; the same key pays once. */
export interface WantedPayment {
  readonly reservationId: string;
  readonly key: string;
}

interface ReservationRow {
  readonly showtime_id: number;
  readonly member_no: number;
  readonly status: "held" | "confirmed" | "expired";
  readonly seats: string;
  readonly total: number;
  readonly expires_at: number;
}

interface PaymentRow {
  readonly id: string;
  readonly reservation_id: string;
  readonly idempotency_key: string;
}

interface Paying {
  readonly id: string;
  readonly caller: Caller;
  readonly wanted: WantedPayment;
  readonly hold: ReservationRow;
  readonly now: number;
}

interface SeatTicket {
  readonly id: string;
  readonly seatId: string;
}

/** The answer to a payment; `isReplayed` when an earlier call with the key has paid. */
export interface TwinPayment {
  readonly isReplayed: boolean;
  readonly body: Omit<PaymentBody, "tickets"> & { readonly tickets: readonly SeatTicket[] };
}

const LOCK_RESERVATION = `SELECT showtime_id, member_no, status, seats, total, expires_at
  FROM reservations WHERE id = ? FOR UPDATE`;
const PAYMENT_OF = `SELECT id, reservation_id, idempotency_key FROM payments
  WHERE reservation_id = ?`;
const INSERT_PAYMENT = `INSERT INTO payments
  (id, reservation_id, showtime_id, member_no, amount, status, idempotency_key, made_at)
  VALUES (?, ?, ?, ?, ?, 'captured', ?, ?)`;
const TAKE_MONEY = `UPDATE wallets SET balance = balance - ?
  WHERE member_no = ? AND balance >= ?`;
const CONFIRM = `UPDATE reservations r
  JOIN seats s ON s.reservation_id = r.id
  JOIN places p ON p.showtime_id = r.showtime_id AND p.member_no = r.member_no
  SET r.status = 'confirmed', s.status = 'sold', s.held_until = NULL, p.status = 'done'
  WHERE r.id = ?`;
const INSERT_LEDGER =
  "INSERT INTO ledger (payment_id, account, member_no, amount, kind, at) VALUES ?";
const INSERT_EVENTS = "INSERT INTO outbox (topic, `key`, payload, at) VALUES ?";

/**
 * Pays a hold from the wallet. "Paid" is durable when this resolves.
 * @throws Refusal `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID`
 * `INSUFFICIENT_BALANCE` `IDEMPOTENCY_KEY_REUSED` `SERVER_BUSY`
 */
export async function payReservation(
  { pool }: TwinContext,
  caller: Caller,
  wanted: WantedPayment,
): Promise<TwinPayment> {
  const now = Date.now();
  const id = newId();
  return inTransaction(pool, async (connection) => {
    const { reservationId } = wanted;
    const [hold] = await rowsOf<ReservationRow>(connection, LOCK_RESERVATION, [reservationId]);
    if (hold === undefined) throw new Refusal("RESERVATION_NOT_FOUND");
    if (hold.member_no !== caller.memberNo) throw new Refusal("FORBIDDEN");
    const paying: Paying = { id, caller, wanted, hold, now };
    if (hold.status === "confirmed") return replay(connection, paying);
    if (hold.status === "expired" || hold.expires_at <= now) {
      throw new Refusal("RESERVATION_EXPIRED");
    }
    return pay(connection, paying);
  });
}

async function replay(connection: Connection, paying: Paying): Promise<TwinPayment> {
  const { wanted } = paying;
  const [paid] = await rowsOf<PaymentRow>(connection, PAYMENT_OF, [wanted.reservationId]);
  if (paid?.idempotency_key !== wanted.key) throw new Refusal("ALREADY_PAID");
  return { isReplayed: true, body: paymentBody({ ...paying, id: paid.id }) };
}

async function pay(connection: Connection, paying: Paying): Promise<TwinPayment> {
  const { caller, wanted, hold } = paying;
  await insertPayment(connection, paying);
  const { total } = hold;
  const taken = await write(connection, TAKE_MONEY, [total, caller.memberNo, total]);
  if (taken.rows === 0) throw new Refusal("INSUFFICIENT_BALANCE");
  await write(connection, CONFIRM, [wanted.reservationId]);
  await write(connection, INSERT_LEDGER, [ledgerLines(paying)]);
  await write(connection, INSERT_EVENTS, [events(paying)]);
  return { isReplayed: false, body: paymentBody(paying) };
}

/** The reservation is locked and not paid yet, so a duplicate is a key of another one. */
async function insertPayment(connection: Connection, paying: Paying): Promise<void> {
  const { id, caller, wanted, hold, now } = paying;
  const owner = [wanted.reservationId, hold.showtime_id, caller.memberNo];
  try {
    await write(connection, INSERT_PAYMENT, [id, ...owner, hold.total, wanted.key, now]);
  } catch (error) {
    if (isDuplicate(error)) throw new Refusal("IDEMPOTENCY_KEY_REUSED");
    throw error;
  }
}

const ledgerLines = ({ id, caller, hold, now }: Paying) => [
  [id, "member", caller.memberNo, 0 - hold.total, "payment", now],
  [id, "revenue", null, hold.total, "payment", now],
];

function events({ id, caller, wanted, hold, now }: Paying) {
  const { reservationId } = wanted;
  const facts = { reservationId, paymentId: id, memberId: caller.memberId, amount: hold.total };
  const payload = (type: string) => JSON.stringify({ type, ...facts });
  return [
    ["payments", id, payload("payment.captured"), now],
    ["reservations", reservationId, payload("reservation.confirmed"), now],
  ];
}

const paymentBody = ({ id, wanted, hold }: Paying): TwinPayment["body"] => ({
  id,
  reservationId: wanted.reservationId,
  amount: hold.total,
  status: "captured",
  tickets: hold.seats.split(",").map((seatId) => ({ id: `${id}-${seatId}`, seatId })),
});
