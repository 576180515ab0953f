// The invariants over the journals of all shards at one moment of MySQL (docs/INVARIANTS.md). Each
// step of a payment rests on durable steps before it, so a snapshot never has a step without those
// before: the invariants hold at every moment, not only at rest.
import type { ReplayedAuthorisation, ShardReplay } from "./replay.js";
import type { ReplayedPay } from "./showtime-replay.js";
import type { Amount, MemberNo, PayId, ShowtimeId } from "../journal/brands.js";

const SOLD = 2;

/** The record of a payment in its showtime's shard. */
interface Decided extends ReplayedPay {
  readonly payId: PayId;
  readonly showtime: ShowtimeId;
}

interface Books {
  topUps: Amount;
  captured: Amount;
  authorised: Amount;
  refunds: Amount;
}

interface World {
  readonly replays: readonly ShardReplay[];
  readonly auths: ReadonlyMap<string, ReplayedAuthorisation>;
  readonly decided: ReadonlyMap<string, readonly Decided[]>;
}

/** A finding for each violation in these journals; each begins with its invariant. */
export function violationsIn(replays: readonly ShardReplay[]): string[] {
  const world: World = { replays, auths: allAuths(replays), decided: allDecided(replays) };
  return [
    ...replays.flatMap((replay) => replay.violations),
    ...seatViolations(world),
    ...walletViolations(world),
    ...paymentViolations(world),
    ...oncePaidViolations(world),
    ...refundViolations(world),
  ];
}

const allAuths = (replays: readonly ShardReplay[]): Map<string, ReplayedAuthorisation> =>
  new Map(replays.flatMap(({ auths }) => [...auths]));

function allDecided(replays: readonly ShardReplay[]): Map<string, Decided[]> {
  const found = new Map<string, Decided[]>();
  for (const replay of replays) {
    for (const [showtime, { pays }] of replay.showtimes) {
      for (const [payId, pay] of pays) {
        found.set(payId, [...(found.get(payId) ?? []), { ...pay, payId, showtime }]);
      }
    }
  }
  return found;
}

/** I1: one confirmed payment owns a sold seat, and a confirmed payment owns all its seats. */
function* seatViolations({ replays }: World): Generator<string> {
  for (const replay of replays) {
    for (const [id, showtime] of replay.showtimes) {
      for (const [seat, state] of showtime.seats) {
        if (state !== SOLD) continue;
        const owner = showtime.owners.get(seat) ?? "no payment";
        const pay = showtime.pays.get(owner);
        if (pay?.state !== "confirmed" || !pay.seats.includes(seat)) {
          yield `I1 seat ${id}/${seat} is sold to ${owner}, which has not paid for it`;
        }
      }
      for (const [payId, pay] of showtime.pays) {
        if (pay.state !== "confirmed") continue;
        const lost = pay.seats.filter((seat) => showtime.owners.get(seat) !== payId);
        if (lost.length > 0) yield `I1 payment ${payId} does not own seats ${id}/${lost.join()}`;
      }
    }
  }
}

/** I2 and I6: the amounts of a wallet add up to its top-ups, and none is below 0. */
function* walletViolations({ replays, auths }: World): Generator<string> {
  const books = new Map<number, Books>();
  const of = (memberNo: MemberNo): Books => {
    const known = books.get(memberNo) ?? { topUps: 0, captured: 0, authorised: 0, refunds: 0 };
    books.set(memberNo, known);
    return known;
  };
  for (const { memberNo, amount, state } of auths.values()) {
    if (state === "A") of(memberNo).authorised += amount;
    if (state === "C") of(memberNo).captured += amount;
  }
  for (const { credits } of replays) {
    for (const { memberNo, amount, kind } of credits.values()) {
      if (kind === "refund") of(memberNo).refunds += amount;
      else of(memberNo).topUps += amount;
    }
  }
  const wallets = new Map(replays.flatMap((replay) => [...replay.wallets]));
  for (const memberNo of new Set([...books.keys(), ...wallets.keys()])) {
    const { available, authorised } = wallets.get(memberNo) ?? { available: 0, authorised: 0 };
    const { topUps, captured, refunds, ...booked } = of(memberNo);
    if (available < 0 || authorised < 0) yield `I6 member ${memberNo} has ${available}`;
    if (authorised !== booked.authorised) {
      const inPayments = `their payments ${booked.authorised}`;
      yield `I2 member ${memberNo} has ${authorised} authorised, ${inPayments}`;
    }
    if (available + authorised + captured - refunds !== topUps) {
      const sum = `${available} + ${authorised} + ${captured} - ${refunds}`;
      yield `I2 member ${memberNo}: ${sum} is not the ${topUps} they paid in`;
    }
  }
}

const isSale = ({ state }: Decided): boolean => state === "confirmed" || state === "cancelled";

/** I3, I4 and I5: wallet and showtime never contradict each other about a payment. */
function* paymentViolations({ auths, decided }: World): Generator<string> {
  for (const [payId, { state }] of auths) {
    if (state === "A") continue;
    const records = decided.get(payId) ?? [];
    const isSold = records.some(isSale);
    if (state === "C" && !isSold) yield `I3 payment ${payId} is captured and was never confirmed`;
    if (state === "V" && (isSold || records.length === 0)) {
      const found = records.map((record) => record.state).join() || "not decided";
      yield `I5 payment ${payId} is voided and ${found}`;
    }
  }
  for (const [payId, records] of decided) {
    for (const record of records.filter(isSale)) {
      const auth = auths.get(payId);
      if (auth === undefined || auth.state === "V") {
        yield `I4 payment ${payId} is ${record.state} and ${auth ? "voided" : "not authorised"}`;
      } else if (auth.amount !== record.amount || auth.memberNo !== record.memberNo) {
        yield `I4 payment ${payId} is of ${record.amount}, its authorisation of ${auth.amount}`;
      }
    }
  }
}

/** I8: a key pays at most once, and a reservation is paid at most once. */
function* oncePaidViolations({ decided }: World): Generator<string> {
  const paidBy = new Map<string, string>();
  for (const [payId, records] of decided) {
    const sales = records.filter(isSale);
    if (sales.length > 1) yield `I8 payment ${payId} is confirmed ${sales.length} times`;
    for (const { holdId = "" } of sales) {
      const other = paidBy.get(holdId);
      if (other !== undefined) yield `I8 reservation ${holdId} is paid by ${other} and ${payId}`;
      paidBy.set(holdId, payId);
    }
  }
}

/** I9: a refund belongs to one cancelled and captured payment and has its amount. */
function* refundViolations({ replays, auths, decided }: World): Generator<string> {
  const owed = new Map<string, Decided>();
  for (const record of [...decided.values()].flat()) {
    if (record.refundId === undefined) continue;
    const other = owed.get(record.refundId);
    if (other) yield `I9 refund ${record.refundId} is of ${other.payId} and ${record.payId}`;
    owed.set(record.refundId, record);
  }
  for (const { credits } of replays) {
    for (const [creditId, { kind, amount }] of credits) {
      if (kind !== "refund") continue;
      const record = owed.get(creditId);
      const captured = auths.get(record?.payId ?? "")?.state === "C";
      if (record === undefined) yield `I9 refund ${creditId} is of no cancelled payment`;
      else if (!captured) yield `I9 refund ${creditId} is of a payment that is not captured`;
      else if (amount !== record.amount)
        yield `I9 refund ${creditId} is ${amount}, not its payment`;
    }
  }
}
