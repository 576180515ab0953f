// A read without a script answers for one shard at one moment, or not at all.
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { foldSeats, type SeatChanges } from "../journal/seat-changes.js";
import { BoxOffice } from "../../testing/kit/box-office.js";
import { testRedisUrl, TestShard } from "../../testing/kit/test-shard.js";
import { connectCommands, disconnect } from "./client.js";
import { shardKey } from "./keys.js";
import { ScriptRunner } from "./script-runner.js";
import { showSnapshot } from "./show/snapshot.js";

const SEATS = 50;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("a read without a script", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    await shard.setControl({});
    office = await BoxOffice.open(shard, { showtime, seats: SEATS });
  });

  const runnerWith = (generation: number, known?: number): ScriptRunner => {
    const readGeneration = () => Promise.resolve(generation);
    const runner = new ScriptRunner({ client: shard.admin, readGeneration });
    if (known !== undefined) runner.setGeneration(shard.shard, known);
    return runner;
  };

  it("D5 reads seats and journal at one moment, whatever is written meanwhile", async () => {
    const members = Array.from({ length: SEATS }, (_, i) => 100 + i);
    await office.admit(...members);
    const crowd = office.crowd();
    const after = (await shard.control()).n;
    const holds = members.map((memberNo, seat) =>
      crowd.hold(memberNo, `moment-${showtime}-${memberNo}`, [seat]),
    );
    const reads = members.map(() => showSnapshot(shard.racer, office.target));
    const [snapshots] = await Promise.all([Promise.all(reads), Promise.all(holds)]);
    const entries = await shard.entries(after);
    const seen = new Set<number>();
    for (const { n, states } of snapshots) {
      const changes: SeatChanges = new Map();
      for (const entry of entries.slice(0, n - after)) foldSeats(changes, entry);
      expect([...states]).toEqual(Array.from(states, (_, seat) => changes.get(seat) ?? 0));
      seen.add(n);
    }
    expect(seen.size).toBeGreaterThan(0);
  });

  it("D6 asks MySQL for the generation when Redis has another one", async () => {
    await shard.setControl({ generation: 3 });
    const runner = runnerWith(3, 2);
    expect((await showSnapshot(runner, office.target)).states).toHaveLength(SEATS);
    expect(runner.generation(shard.shard)).toBe(3);
  });

  it("D6 gives no map of a Redis with another generation than MySQL, or without a record", async () => {
    const paused = { code: "SALE_PAUSED" };
    await expect(showSnapshot(runnerWith(2), office.target)).rejects.toMatchObject(paused);
    await shard.admin.del(shardKey(shard.shard, "control"));
    await expect(showSnapshot(runnerWith(1), office.target)).rejects.toMatchObject(paused);
  });

  it("N2 is repeated while Redis does not answer, then SERVER_BUSY", async () => {
    const client = await connectCommands({ url: testRedisUrl() });
    disconnect(client);
    const readGeneration = () => Promise.resolve(1);
    const runner = new ScriptRunner({ client, readGeneration, askAgainMs: 50 });
    const busy = { code: "SERVER_BUSY" };
    await expect(showSnapshot(runner, office.target)).rejects.toMatchObject(busy);
  });

  it("a failed command of it is the error, be it refused before the transaction or in it", async () => {
    await shard.admin.call("ACL", "SETUSER", "no-reader", "on", "nopass", "+@all", "allkeys");
    await shard.admin.call("ACL", "SETUSER", "no-reader", "-hget");
    const client = shard.admin.duplicate({ username: "no-reader", password: "any" });
    await client.connect();
    const runner = new ScriptRunner({ client, readGeneration: () => Promise.resolve(1) });
    await expect(showSnapshot(runner, office.target)).rejects.toThrow("NOPERM");
    client.disconnect();
    await shard.admin.call("ACL", "DELUSER", "no-reader");
    await shard.admin.set(shard.showtime(showtime, "sale"), "no hash");
    await expect(showSnapshot(runnerWith(1), office.target)).rejects.toThrow("WRONGTYPE");
  });
});
