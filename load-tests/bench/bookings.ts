// The CPU time of Redis for one booking: a hold and a refused hold compared with a script that does
// nothing, and the payment compared with the hold.
import { holdIdOf } from "../../server/journal/ids.js";
import { payAuthorise } from "../../server/redis/pay/authorise.js";
import { payCapture } from "../../server/redis/pay/capture.js";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import { walletKey } from "../../server/redis/keys.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import type { BenchShard } from "./bench-shard.js";
import { ratio, type Figure } from "./report.js";
import { alternate, type Contestant, type Measured } from "./rounds.js";

const SHOWTIME = 1;
const PER_ROUND = 2000;
const ROUNDS = 20;
const PRICE = 100_000;

/** An id in the form of the product's ids of payments and top-ups: 64 hex digits. */
export const idOf = (kind: string, number: number): string =>
  Buffer.from(kind).toString("hex").padEnd(48, "0") + number.toString(16).padStart(16, "0");

/** Measures holds, refused holds and payments. */
export async function benchBookings(bench: BenchShard): Promise<Figure[]> {
  const members = PER_ROUND * ROUNDS;
  await bench.empty();
  await bench.provision(SHOWTIME, members * 2);
  await bench.admit(SHOWTIME, 0, members + 1);
  await fillWallets(bench, members);
  const contestants = await contestantsOf(bench);
  const contest = { redis: bench.redis, url: bench.store.url, rounds: ROUNDS, contestants };
  const [trivial, hold, refused, authorise, confirm, capture] = await alternate(contest);
  if (!trivial || !hold || !refused || !authorise || !confirm || !capture) return [];
  return [
    ratio("seat/hold of two seats / trivial", hold, trivial, 6.6),
    ratio("seat/hold refused as taken / trivial", refused, trivial, 2),
    ratio("pay/confirm / seat/hold", confirm, hold, 1.15),
    ratio("authorise + confirm + capture / seat/hold", sumOf(authorise, confirm, capture), hold),
  ];
}

async function contestantsOf(bench: BenchShard): Promise<Contestant[]> {
  const trivial = await bench.caller(seatHold.spec, "trivial");
  const hold = await bench.caller(seatHold.spec);
  const authorise = await bench.caller(payAuthorise.spec);
  const confirm = await bench.caller(payConfirm.spec);
  const capture = await bench.caller(payCapture.spec);
  const holdOf = (memberNo: number, seatsOf: number, kind: string) => ({
    memberNo,
    place: memberNo,
    holdId: holdIdOf(SHOWTIME, String(memberNo), kind),
    layoutVersion: 1,
    wanted: { seats: [seatsOf * 2, seatsOf * 2 + 1] },
  });
  const payment = (memberNo: number) => ({
    memberNo,
    payId: idOf("pay", memberNo),
    holdId: holdIdOf(SHOWTIME, String(memberNo), "hold"),
    reservationId: holdIdOf(SHOWTIME, String(memberNo), "hold"),
    amount: PRICE,
    showtime: SHOWTIME,
  });
  const each = (
    name: string,
    expected: string,
    request: (memberNo: number) => Buffer,
  ): Contestant => ({ name, expected, requests: (round) => roundOf(round).map(request) });
  const at = (memberNo: number) => bench.target(SHOWTIME, memberNo);
  return [
    each("trivial", "value", (m) => trivial(at(m), holdOf(m, m, "hold"))),
    each("hold", "OK", (m) => hold(at(m), holdOf(m, m, "hold"))),
    each("refused", "SEAT_TAKEN", (m) => hold(at(m), holdOf(m + 1, m, "other"))),
    each("authorise", "OK", (m) => authorise(at(m), payment(m))),
    each("confirm", "OK", (m) => confirm(at(m), payment(m))),
    each("capture", "OK", (m) => capture(at(m), payment(m))),
  ];
}

const roundOf = (round: number): number[] =>
  Array.from({ length: PER_ROUND }, (_, i) => round * PER_ROUND + i);

const sumOf = (...parts: readonly Measured[]): Measured => ({
  name: parts.map(({ name }) => name).join(" + "),
  micros: (parts[0]?.micros ?? []).map((_, round) =>
    parts.reduce((sum, { micros }) => sum + (micros[round] ?? 0), 0),
  ),
  wins: parts.reduce((sum, { wins }) => sum + wins, 0),
});

async function fillWallets(bench: BenchShard, members: number): Promise<void> {
  const pipeline = bench.redis.pipeline();
  for (let memberNo = 0; memberNo < members; memberNo++) {
    pipeline.hset(walletKey(1, "wallets", memberNo), memberNo, PRICE);
  }
  await pipeline.exec();
}
