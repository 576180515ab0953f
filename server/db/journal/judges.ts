// What judges a durable batch besides its fence: MySQL refuses a second sale of a seat and a
// wallet that does not follow from the one before. Rows are sorted by key, so that two workers
// take their locks in the same order.
import type { OwnConnection } from "../own-connection.js";
import { insertAll } from "./insert-all.js";
import { InvariantViolation } from "./invariant-violation.js";
import type { NumberedFact } from "../../journal/facts.js";
import { seatSteps, type SeatStep } from "./seat-steps.js";
import { walletMoves, type WalletMove } from "./wallet-moves.js";

const INSERT_SEATS = `INSERT INTO payment_seats
  (payment_id, seat, showtime_id, active_seat) VALUES ?`;
const OPEN_WALLETS = "INSERT IGNORE INTO wallets (member_no, balance, authorised) VALUES ?";

/**
 * Writes the sold seats of a batch. Never with IGNORE or ON DUPLICATE KEY: the table has a second
 * UNIQUE key, and both would hide a second sale.
 * @throws InvariantViolation when a cancellation finds another number of seats than it sold
 */
export async function writeSeats(
  connection: OwnConnection,
  facts: readonly NumberedFact[],
): Promise<void> {
  for (const step of seatSteps(facts)) await writeSeatStep(connection, step);
}

async function writeSeatStep(connection: OwnConnection, step: SeatStep): Promise<void> {
  const sales = step.sales.map((sold) => [sold.paymentId, sold.seat, sold.showtimeId, sold.seat]);
  await insertAll(connection, INSERT_SEATS, sales);
  if (step.cancelledPayments.length === 0) return;
  const freed = await connection.write(
    `UPDATE payment_seats SET active_seat = NULL
      WHERE payment_id IN (?) AND active_seat IS NOT NULL`,
    [step.cancelledPayments],
  );
  if (freed.matchedRows !== step.cancelledSeats) {
    throw new InvariantViolation(
      `a cancellation found ${freed.matchedRows} of ${step.cancelledSeats} seats sold`,
    );
  }
}

/**
 * Writes the wallets of a batch: each must follow from the one in MySQL.
 * @throws InvariantViolation naming up to three that do not
 */
export async function writeWallets(
  connection: OwnConnection,
  facts: readonly NumberedFact[],
): Promise<void> {
  const moves = walletMoves(facts);
  if (moves.length === 0) return;
  // The table has no second UNIQUE key; a wallet that exists stays as it is.
  const opened = moves.filter(({ mayBeNew }) => mayBeNew).map(({ memberNo }) => [memberNo, 0, 0]);
  await insertAll(connection, OPEN_WALLETS, opened);
  const first = `SELECT ? AS member_no, ? AS balance, ? AS balance_delta,
    ? AS authorised, ? AS authorised_delta`;
  const more = " UNION ALL SELECT ?, ?, ?, ?, ?".repeat(moves.length - 1);
  const moved = await connection.write(
    `UPDATE wallets w JOIN (${first}${more}) m ON m.member_no = w.member_no
      SET w.balance = m.balance, w.authorised = m.authorised
      WHERE w.balance + m.balance_delta = m.balance
        AND w.authorised + m.authorised_delta = m.authorised`,
    moves.flatMap((move) => [
      move.memberNo,
      move.balance,
      move.balanceDelta,
      move.authorised,
      move.authorisedDelta,
    ]),
  );
  if (moved.matchedRows === moves.length) return;
  throw new InvariantViolation(await wrongWallet(connection, moves));
}

/**
 * Names up to three wallets that do not fit. Inside the transaction the fitting wallets have their
 * new balance already, so a wallet without its new balance does not fit.
 */
async function wrongWallet(
  connection: OwnConnection,
  moves: readonly WalletMove[],
): Promise<string> {
  const wallets = await connection.select<{ member_no: string; balance: string }>(
    "SELECT member_no, balance FROM wallets WHERE member_no IN (?)",
    [moves.map(({ memberNo }) => memberNo)],
  );
  const balances = new Map(wallets.map((row) => [Number(row.member_no), Number(row.balance)]));
  const wrong = moves.filter(({ memberNo, balance }) => balances.get(memberNo) !== balance);
  const named = wrong
    .slice(0, 3)
    .map((move) => {
      const has = String(balances.get(move.memberNo) ?? "nothing");
      return `wallet ${move.memberNo} has ${has}, not ${move.balance - move.balanceDelta}`;
    })
    .join("; ");
  return `the journal does not follow from MySQL: ${named || "authorised amounts differ"}`;
}
