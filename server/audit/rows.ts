// Compares the rows of MySQL with the replay of its own journal: the projection must add, lose and
// change nothing, and the ledger, which is written separately, must agree.
import type { AuditSnapshot } from "../db/repositories/audit.js";
import type { ShardReplay } from "./replay.js";
import { saleRowViolations } from "./sale-rows.js";
import type { ShowtimeReplay } from "./showtime-replay.js";

const SOLD = 2;

type Replays = readonly ShardReplay[];
type Showtimes = readonly (readonly [number, ShowtimeReplay])[];

/** A finding for each difference between wallets and seats and the journal of the same moment. */
export async function rowViolations(snapshot: AuditSnapshot, replays: Replays): Promise<string[]> {
  const showtimes = replays.flatMap((replay) => [...replay.showtimes]);
  return [...(await walletRows(snapshot, replays)), ...(await seatRows(snapshot, showtimes))];
}

/**
 * A finding for each difference in the tables that are projected.
 * @param replays each up to the cursor of the projection of its shard
 */
export async function projectionViolations(
  snapshot: AuditSnapshot,
  replays: Replays,
): Promise<string[]> {
  return [
    ...(await ledgerSums(snapshot, replays)),
    ...(await saleRowViolations(snapshot, replays)),
  ];
}

async function ledgerSums(snapshot: AuditSnapshot, replays: Replays): Promise<string[]> {
  const found: string[] = [];
  const booked = await snapshot.bookedAmounts();
  for (const [memberNo, { available, authorised }] of replays.flatMap(({ wallets }) => [
    ...wallets,
  ])) {
    const sum = booked.get(memberNo) ?? 0;
    booked.delete(memberNo);
    if (sum === available + authorised) continue;
    found.push(`I2 the ledger of member ${memberNo} sums to ${sum}, not to their wallet`);
  }
  for (const [memberNo, sum] of booked) {
    if (sum !== 0)
      found.push(`I2 the ledger of member ${memberNo} sums to ${sum}, without a wallet`);
  }
  const unbalanced = await snapshot.unbalancedEntries();
  return [...found, ...unbalanced.map((entry) => `I2 the ledger of entry ${entry} is not 0`)];
}

async function walletRows(snapshot: AuditSnapshot, replays: Replays): Promise<string[]> {
  const found: string[] = [];
  const wallets = new Map(replays.flatMap((replay) => [...replay.wallets]));
  for (const { memberNo, balance, authorised } of await snapshot.wallets()) {
    const replayed = wallets.get(memberNo) ?? { available: 0, authorised: 0 };
    wallets.delete(memberNo);
    if (balance < 0 || authorised < 0) found.push(`I6 MySQL's wallet of ${memberNo} is below 0`);
    if (balance !== replayed.available || authorised !== replayed.authorised) {
      const expected = `${replayed.available} + ${replayed.authorised}`;
      found.push(`I2 MySQL's wallet of ${memberNo} is ${balance} + ${authorised}, not ${expected}`);
    }
  }
  for (const memberNo of wallets.keys()) found.push(`I2 MySQL has no wallet of ${memberNo}`);
  return found;
}

async function seatRows(snapshot: AuditSnapshot, showtimes: Showtimes): Promise<string[]> {
  const { sold, freed } = expectedSeats(showtimes);
  const found: string[] = [];
  for (const { showtimeId, seat, activeSeat, paymentId } of await snapshot.seats()) {
    const name = `${showtimeId}/${seat}`;
    if (activeSeat === undefined) {
      if (freed.delete(`${name} ${paymentId}`)) continue;
      found.push(`I1 MySQL's seat ${name} is not ${paymentId}'s, and its journal never freed it`);
      continue;
    }
    const owner = sold.get(name) ?? "no payment";
    sold.delete(name);
    if (owner !== paymentId) {
      found.push(`I1 MySQL's seat ${name} is sold to ${paymentId}, in its journal to ${owner}`);
    }
    if (activeSeat !== seat) found.push(`I1 MySQL's seat ${name} is sold as ${activeSeat}`);
  }
  for (const [name, owner] of sold) {
    found.push(`I1 seat ${name} is sold to ${owner} and MySQL has no row of it`);
  }
  for (const name of freed) found.push(`I1 MySQL has no row of a seat that was sold: ${name}`);
  return found;
}

/** Sold seats with the payments that own them, and freed seats with the payments that did. */
function expectedSeats(showtimes: Showtimes): { sold: Map<string, string>; freed: Set<string> } {
  const sold = new Map<string, string>();
  const freed = new Set<string>();
  for (const [id, { seats, owners, pays }] of showtimes) {
    for (const [seat, state] of seats) {
      if (state === SOLD) sold.set(`${id}/${seat}`, owners.get(seat) ?? "no payment");
    }
    for (const [payId, pay] of pays) {
      if (pay.state !== "cancelled") continue;
      for (const seat of pay.seats) freed.add(`${id}/${seat} ${payId}`);
    }
  }
  return { sold, freed };
}
