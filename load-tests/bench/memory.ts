// The bytes that Redis needs for a seat, a waiting member, a hold and a wallet, after the scripts
// of the product have written them.
import { holdIdOf } from "../../server/journal/ids.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import { walletCredit } from "../../server/redis/wallet/credit.js";
import { idOf } from "./bookings.js";
import type { BenchShard } from "./bench-shard.js";
import { replay } from "./replay.js";
import { bytesEach, type Figure } from "./report.js";

const SHOWTIME = 1;
const WAITED_FOR = 1000;
const LARGE_SHOWTIMES = 10;
const LARGE_SEATS = 50_000;
const MANY = 100_000;
const HOLDS = 25_000;
const CROWD = { connections: 20, pipeline: 50 };

/** Measures the memory that each of them takes. */
export async function benchMemory(bench: BenchShard): Promise<Figure[]> {
  await bench.empty();
  await bench.provision(WAITED_FOR, 50);
  const seats = await grownBy(bench, () => provisionAll(bench));
  const waiting = await grownBy(bench, () => joinAll(bench));
  await bench.admit(SHOWTIME, 0, HOLDS);
  const journalled = await journalBytes(bench);
  const holds = await grownBy(bench, () => holdAll(bench));
  const afterHolds = await journalBytes(bench);
  await bench.empty();
  const credited = (await grownBy(bench, () => creditAll(bench))) - (await journalBytes(bench));
  const wallets = await bytesOf(bench, "{s1}:wallets:*");
  return [
    bytesEach("a free seat: state and plan", seats / (LARGE_SHOWTIMES * LARGE_SEATS), 2),
    bytesEach("a waiting member", waiting / MANY, 20),
    bytesEach("a hold of two seats", (holds - (afterHolds - journalled)) / HOLDS, 400),
    bytesEach("a wallet", wallets / MANY, 12),
    bytesEach("a wallet with the record of one top-up", credited / MANY),
  ];
}

async function grownBy(bench: BenchShard, act: () => Promise<unknown>): Promise<number> {
  const before = await bench.usedMemory();
  await act();
  return (await bench.usedMemory()) - before;
}

/**
 * The bytes of the journal. They are subtracted, because a worker trims the journal in production.
 */
async function journalBytes(bench: BenchShard): Promise<number> {
  return Number(await bench.redis.memory("USAGE", "{s1}:journal", "SAMPLES", 0));
}

async function bytesOf(bench: BenchShard, pattern: string): Promise<number> {
  const pipeline = bench.redis.pipeline();
  for (const key of await bench.redis.keys(pattern)) pipeline.memory("USAGE", key, "SAMPLES", 0);
  const usages = (await pipeline.exec()) ?? [];
  return usages.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

async function provisionAll(bench: BenchShard): Promise<void> {
  for (let i = 0; i < LARGE_SHOWTIMES; i++) await bench.provision(SHOWTIME + i, LARGE_SEATS);
}

async function replayAll(bench: BenchShard, requests: readonly Buffer[]): Promise<void> {
  const outcomes = await replay(bench.store.url, requests, CROWD);
  if (outcomes.get("OK") !== requests.length) {
    throw new Error(`some requests failed: ${JSON.stringify([...outcomes])}`);
  }
}

const numbered = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

async function joinAll(bench: BenchShard): Promise<void> {
  const join = await bench.caller(queueJoin.spec);
  const requests = numbered(MANY, (m) => join(bench.target(WAITED_FOR, m), { memberNo: m }));
  await replayAll(bench, requests);
}

async function holdAll(bench: BenchShard): Promise<void> {
  const hold = await bench.caller(seatHold.spec);
  const requests = numbered(HOLDS, (memberNo) =>
    hold(bench.target(SHOWTIME), {
      memberNo,
      place: memberNo,
      holdId: holdIdOf(SHOWTIME, String(memberNo), "hold"),
      layoutVersion: 1,
      wanted: { seats: [memberNo * 2, memberNo * 2 + 1] },
    }),
  );
  await replayAll(bench, requests);
}

async function creditAll(bench: BenchShard): Promise<void> {
  const credit = await bench.caller(walletCredit.spec);
  const requests = numbered(MANY, (memberNo) =>
    credit(bench.target(SHOWTIME, memberNo), {
      memberNo,
      creditId: idOf("credit", memberNo),
      amount: 100_000,
      kind: "top_up",
      reservationId: undefined,
    }),
  );
  await replayAll(bench, requests);
}
