// MySQL's rows against the replay of its own journal: the projection adds nothing, loses nothing
// and changes nothing, and the ledger, which is written apart, says the same.
import type { AuditSnapshot } from "../db/repositories/audit.js";
import type { ShardReplay } from "./replay.js";
import type { ShowReplay } from "./show-replay.js";

const WALLET_STATUS = { A: "authorised", C: "captured", V: "voided" } as const;
const RESERVATION_STATUS = {
  H: "held",
  P: "confirmed",
  R: "released",
  E: "expired",
  C: "cancelled",
} as const;
const SOLD = 2;

type Replays = readonly ShardReplay[];
type Shows = readonly (readonly [number, ShowReplay])[];

/** Everything in which the tables of a moment differ from its journal. */
export async function rowViolations(snapshot: AuditSnapshot, replays: Replays): Promise<string[]> {
  const shows = replays.flatMap((replay) => [...replay.shows]);
  return [
    ...(await walletRows(snapshot, replays)),
    ...(await paymentRows(snapshot, replays, shows)),
    ...(await seatRows(snapshot, shows)),
    ...(await reservationRows(snapshot, shows)),
  ];
}

async function walletRows(snapshot: AuditSnapshot, replays: Replays): Promise<string[]> {
  const found: string[] = [];
  const wallets = new Map(replays.flatMap((replay) => [...replay.wallets]));
  for (const { memberNo, balance, authorised, booked } of await snapshot.wallets()) {
    const replayed = wallets.get(memberNo) ?? { available: 0, authorised: 0 };
    wallets.delete(memberNo);
    if (balance < 0 || authorised < 0) found.push(`I6 MySQL's wallet of ${memberNo} is below 0`);
    if (balance !== replayed.available || authorised !== replayed.authorised) {
      const expected = `${replayed.available} + ${replayed.authorised}`;
      found.push(`I2 MySQL's wallet of ${memberNo} is ${balance} + ${authorised}, not ${expected}`);
    }
    if (booked !== balance + authorised) {
      found.push(`I2 the ledger of member ${memberNo} sums to ${booked}, not to his wallet`);
    }
  }
  for (const memberNo of wallets.keys()) found.push(`I2 MySQL has no wallet of ${memberNo}`);
  const unbalanced = await snapshot.unbalancedEntries();
  return [...found, ...unbalanced.map((entry) => `I2 the ledger of entry ${entry} is not 0`)];
}

async function paymentRows(
  snapshot: AuditSnapshot,
  replays: Replays,
  shows: Shows,
): Promise<string[]> {
  const expected = new Map<string, string>();
  const say = (payId: string, part: string): void => {
    expected.set(payId, [expected.get(payId), part].filter(Boolean).join(" "));
  };
  for (const { auths } of replays) {
    for (const [payId, { state }] of auths) say(payId, WALLET_STATUS[state]);
  }
  for (const [, { pays }] of shows) {
    for (const [payId, { state }] of pays) say(payId, state);
  }
  const found: string[] = [];
  for (const row of await snapshot.payments()) {
    const says = [row.walletStatus, row.showStatus].filter(Boolean).join(" ");
    const journal = expected.get(row.id) ?? "nothing";
    expected.delete(row.id);
    if (says !== journal) {
      found.push(`I11 MySQL's payment ${row.id} is ${says}, its journal says ${journal}`);
    }
  }
  for (const payId of expected.keys()) found.push(`I11 MySQL has no row of payment ${payId}`);
  return found;
}

async function seatRows(snapshot: AuditSnapshot, shows: Shows): Promise<string[]> {
  const sold = new Map<string, string>();
  for (const [id, { seats, owners }] of shows) {
    for (const [seat, state] of seats) {
      if (state === SOLD) sold.set(`${id}/${seat}`, owners.get(seat) ?? "nobody");
    }
  }
  const found: string[] = [];
  for (const { showtimeId, seat, paymentId } of await snapshot.activeSeats()) {
    const name = `${showtimeId}/${seat}`;
    const owner = sold.get(name) ?? "nobody";
    sold.delete(name);
    if (owner !== paymentId) {
      found.push(`I1 MySQL's seat ${name} is sold to ${paymentId}, in its journal to ${owner}`);
    }
  }
  for (const [name, owner] of sold) {
    found.push(`I1 seat ${name} is sold to ${owner} and MySQL has no row of it`);
  }
  return found;
}

async function reservationRows(snapshot: AuditSnapshot, shows: Shows): Promise<string[]> {
  const expected = new Map<string, string>();
  for (const [, { holds }] of shows) {
    for (const [id, hold] of holds) expected.set(id, RESERVATION_STATUS[hold.status]);
  }
  const paidBy = new Map<string, string>();
  for (const [, { pays }] of shows) {
    for (const [payId, { state, holdId = "" }] of pays) {
      if (state === "confirmed" || state === "cancelled") paidBy.set(holdId, payId);
    }
  }
  const found: string[] = [];
  for (const { id, status, paymentId } of await snapshot.reservations()) {
    const journal = expected.get(id) ?? "nothing";
    expected.delete(id);
    if (status !== journal) {
      found.push(`I11 MySQL's reservation ${id} is ${status}, its journal says ${journal}`);
    }
    if (paymentId !== paidBy.get(id)) {
      found.push(`I11 MySQL's reservation ${id} names payment ${paymentId ?? "none"}`);
    }
  }
  for (const id of expected.keys()) found.push(`I11 MySQL has no row of reservation ${id}`);
  return found;
}
