// Runs schedules of the payment protocol with the real scripts, the real command and the real
// sweeper. There are two members, two seats and three payments. Messages are lost, doubled and
// late, nodes die at any await, and failovers lose entries that are not durable. `npm run explore
// -- --seed N` repeats one schedule.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connectCommands, disconnect, type RedisClient } from "../../server/redis/client.js";
import { explore, type Explored } from "./explore.js";
import { MUTANTS } from "./mutants.js";
import { startRedis, type Store } from "../stores/stores.js";

const SCHEDULES = 1000;
const WORLDS = 4;
const MUTANT_SCHEDULES_MAX = 3000;
const KINDS = [
  ...["held", "ended", "sold", "paid", "refused", "tombstoned", "cancelled", "refunded"],
  ...["authorised", "captured", "voided", "credited"],
];

describe("the payment protocol under every kind of schedule", () => {
  let store: Store;
  /** One Redis database for each schedule that runs at the same time. */
  const worlds: RedisClient[] = [];

  beforeAll(async () => {
    store = await startRedis();
    for (let at = 0; at < WORLDS; at++) {
      worlds.push(await connectCommands({ url: `${store.url}/${at}`, commandTimeoutMs: 60_000 }));
    }
  });
  afterAll(async () => {
    worlds.forEach(disconnect);
    await store.stop();
  });

  /** Runs schedules until one is found that is wanted. */
  const search = async (
    run: (admin: RedisClient, seed: number) => Promise<Explored>,
    isWanted: (explored: Explored) => boolean,
    last: number,
  ): Promise<Explored | undefined> => {
    let next = 1;
    let found: Explored | undefined;
    const drain = async (admin: RedisClient): Promise<void> => {
      while (next <= last && found === undefined) {
        const explored = await run(admin, next++);
        if (isWanted(explored)) found ??= explored;
      }
    };
    await Promise.all(worlds.map(drain));
    return found;
  };

  it(`G6 I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 hold at rest after ${SCHEDULES} schedules`, async () => {
    const counts = new Map<string, number>();
    const broken = await search(
      (admin, seed) => explore(admin, seed),
      ({ violations, kinds }) => {
        for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        return violations.length > 0;
      },
      SCHEDULES,
    );
    expect(broken).toBeUndefined();
    // Schedules in which a kind of entry never occurs would prove nothing about it.
    const rare = KINDS.filter((kind) => (counts.get(kind) ?? 0) < SCHEDULES / 100);
    expect(rare).toEqual([]);
  });

  it("G6 a seed repeats its schedule step by step", async () => {
    const [admin] = worlds as [RedisClient];
    const first = await explore(admin, 7);
    expect(await explore(admin, 7)).toEqual(first);
    expect(first.trace).not.toEqual((await explore(admin, 8)).trace);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    "G6 catches a planted bug: %s",
    async (_name, mutant) => {
      const caught = await search(
        (admin, seed) => explore(admin, seed, mutant),
        ({ violations }) => violations.some((what) => mutant.breaks.test(what)),
        MUTANT_SCHEDULES_MAX,
      );
      expect(caught?.violations).toContainEqual(expect.stringMatching(mutant.breaks));
    },
  );
});
