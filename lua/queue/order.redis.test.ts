// Several nodes at once, each with a connection of its own: the order of arrival is Redis's.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { connectCommands, disconnect, type RedisClient } from "../../server/redis/client.js";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueLeave } from "../../server/redis/queue/leave.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { ScriptRunner } from "../../server/redis/script-runner.js";
import { TestShard, testRedisUrl } from "../../testing/kit/test-shard.js";

const NODES = 3;
const MEMBERS = 300;
const MAX_ACTIVE = 40;

describe("a waiting room on three nodes", () => {
  let shard: TestShard;
  let target: { shard: number; showtime: number };
  let showtime = 0;
  const clients: RedisClient[] = [];
  const nodes: ScriptRunner[] = [];

  beforeAll(async () => {
    shard = await TestShard.open();
    for (let i = 0; i < NODES; i += 1) {
      const client = await connectCommands({ url: testRedisUrl() });
      clients.push(client);
      const readGeneration = () => Promise.resolve(1);
      nodes.push(new ScriptRunner({ client, readGeneration, clock: "record" }));
    }
  });
  afterAll(async () => {
    clients.forEach(disconnect);
    await shard.close();
  });
  beforeEach(async () => {
    showtime += 1;
    const sale = { max_active: MAX_ACTIVE, per_minute: 1_000_000 };
    target = await shard.putShowtime({ showtime, sale });
  });

  const node = (i: number): ScriptRunner => {
    const runner = nodes[i % NODES];
    if (runner === undefined) throw new Error("no such node");
    return runner;
  };
  const members = Array.from({ length: MEMBERS }, (_, i) => i + 1);
  const slotsTaken = async (): Promise<number> => {
    const [called, active] = await Promise.all([
      shard.admin.zcard(shard.showtime(showtime, "called")),
      shard.admin.zcard(shard.showtime(showtime, "active")),
    ]);
    return called + active;
  };

  it("C9 C12 gives numbers in the order of arrival: who was answered before is before", async () => {
    const places: number[] = [];
    for (let from = 0; from < MEMBERS; from += 30) {
      const wave = members.slice(from, from + 30);
      const replies = await Promise.all(
        wave.map((memberNo, i) => queueJoin(node(i), target, { memberNo })),
      );
      const numbers = replies.map(({ place }) => place);
      expect(Math.min(...numbers)).toBe(places.length + 1);
      expect(new Set(numbers).size).toBe(wave.length);
      places.push(...numbers);
    }
    expect(Math.max(...places)).toBe(MEMBERS);
  });

  it("C9 C10 calls everybody once, in that order, and never more than fit", async () => {
    const placeOf = new Map<number, number>();
    await Promise.all(
      members.map(async (memberNo, i) => {
        const { place } = await queueJoin(node(i), target, { memberNo });
        placeOf.set(place, memberNo);
      }),
    );
    let [head, total] = [0, 0];
    const entered: number[] = [];
    while (entered.length < MEMBERS) {
      await shard.advance(100);
      const replies = await Promise.all(
        [0, 1, 2, 3, 4, 5].map((i) => queueAdmit(node(i), target, { limit: 500 })),
      );
      total += replies.reduce((sum, { calledNow }) => sum + calledNow, 0);
      const next = Math.max(...replies.map((reply) => reply.head));
      expect(await slotsTaken()).toBeLessThanOrEqual(MAX_ACTIVE);
      for (let place = head + 1; place <= next; place += 1) {
        const input = { memberNo: placeOf.get(place) ?? 0, place };
        expect((await queueEnter(node(place), target, input)).status).toBe("admitted");
        entered.push(place);
      }
      head = next;
      // Some go, and make room.
      for (const place of entered.slice(-25)) {
        await queueLeave(node(place), target, { memberNo: placeOf.get(place) ?? 0, place });
      }
    }
    expect(total).toBe(MEMBERS);
    expect(entered).toEqual(members);
  });

  it("C1 a member has one place on every node", async () => {
    const replies = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((i) => queueJoin(node(i), target, { memberNo: 7 })),
    );
    expect(new Set(replies.map(({ place }) => place)).size).toBe(1);
    expect(replies.filter(({ isNew }) => isNew)).toHaveLength(1);
    for (const runner of nodes) {
      expect(await queueStatus(runner, target, { memberNo: 7, place: 1 })).toMatchObject({
        status: "waiting",
        ahead: 0,
      });
    }
  });
});
