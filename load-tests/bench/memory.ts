// Bytes of Redis for each seat, person waiting and wallet, as the product's own scripts leave them.
import { queueJoin } from "../../server/redis/queue/join.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import { walletCredit } from "../../server/redis/wallet/credit.js";
import { idOf } from "./bookings.js";
import type { House } from "./house.js";
import { replay } from "./replay.js";
import { bytesEach, type Figure } from "./report.js";

const SHOWTIME = 1;
const WAITED_FOR = 1000;
const HOUSES = 10;
const HOUSE_SEATS = 50_000;
const MANY = 100_000;
const HOLDS = 25_000;
const CROWD = { connections: 20, pipeline: 50 };

export async function benchMemory(house: House): Promise<Figure[]> {
  await house.empty();
  await house.provision(WAITED_FOR, 50);
  const seats = await grownBy(house, () => provisionAll(house));
  const waiting = await grownBy(house, () => joinAll(house));
  await house.admit(SHOWTIME, 0, HOLDS);
  const journalled = await journalBytes(house);
  const holds = await grownBy(house, () => holdAll(house));
  const afterHolds = await journalBytes(house);
  await house.empty();
  const credited = (await grownBy(house, () => creditAll(house))) - (await journalBytes(house));
  const wallets = await bytesOf(house, "{s1}:wallets:*");
  return [
    bytesEach("a free seat: its state and its plan", seats / (HOUSES * HOUSE_SEATS), 2),
    bytesEach("a person waiting", waiting / MANY, 20),
    bytesEach("a hold of two seats", (holds - (afterHolds - journalled)) / HOLDS),
    bytesEach("a wallet", wallets / MANY, 12),
    bytesEach("a wallet with one top-up remembered", credited / MANY),
  ];
}

async function grownBy(house: House, act: () => Promise<unknown>): Promise<number> {
  const before = await house.usedMemory();
  await act();
  return (await house.usedMemory()) - before;
}

/** The journal is trimmed by its worker; what it takes meanwhile is counted apart. */
async function journalBytes(house: House): Promise<number> {
  return Number(await house.redis.memory("USAGE", "{s1}:journal", "SAMPLES", 0));
}

async function bytesOf(house: House, pattern: string): Promise<number> {
  const pipeline = house.redis.pipeline();
  for (const key of await house.redis.keys(pattern)) pipeline.memory("USAGE", key, "SAMPLES", 0);
  const usages = (await pipeline.exec()) ?? [];
  return usages.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

async function provisionAll(house: House): Promise<void> {
  for (let i = 0; i < HOUSES; i++) await house.provision(SHOWTIME + i, HOUSE_SEATS);
}

async function replayAll(house: House, requests: readonly Buffer[]): Promise<void> {
  const outcomes = await replay(house.store.url, requests, CROWD);
  if (outcomes.get("OK") !== requests.length) {
    throw new Error(`not all went well: ${JSON.stringify([...outcomes])}`);
  }
}

const numbered = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

async function joinAll(house: House): Promise<void> {
  const join = await house.caller(queueJoin.spec);
  const requests = numbered(MANY, (m) => join(house.target(WAITED_FOR, m), { memberNo: m }));
  await replayAll(house, requests);
}

async function holdAll(house: House): Promise<void> {
  const hold = await house.caller(seatHold.spec);
  const requests = numbered(HOLDS, (memberNo) =>
    hold(house.target(SHOWTIME), {
      memberNo,
      place: memberNo,
      holdId: idOf("hold", memberNo),
      layoutVersion: 1,
      wanted: { seats: [memberNo * 2, memberNo * 2 + 1] },
    }),
  );
  await replayAll(house, requests);
}

async function creditAll(house: House): Promise<void> {
  const credit = await house.caller(walletCredit.spec);
  const requests = numbered(MANY, (memberNo) =>
    credit(house.target(SHOWTIME, memberNo), {
      memberNo,
      creditId: idOf("credit", memberNo),
      amount: 100_000,
      kind: "top_up",
      reservationId: undefined,
    }),
  );
  await replayAll(house, requests);
}
