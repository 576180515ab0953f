import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";
import { startRedis, type Store } from "../../testing/stores/stores.js";
import { until } from "../../testing/kit/until.js";
import { createLiveAdapter, type LiveAdapter } from "./adapter.js";
import { createBroadcast } from "./broadcast.js";
import { memberRoom } from "./rooms.js";
import type { LiveServer } from "./types.js";

const AMOUNTS = { balance: 5, authorised: 0, available: 5 };

/** A node with a live door whose sockets say who they are. */
interface TestNode {
  readonly redis: LiveAdapter;
  readonly io: LiveServer;
  readonly url: string;
  readonly broadcast: ReturnType<typeof createBroadcast>;
}

async function openNode(redisUrl: string): Promise<TestNode> {
  const redis = await createLiveAdapter({ redisUrl, onPublishFailed: () => undefined });
  const http = createServer();
  const server: LiveServer = new Server(http, { adapter: redis.adapter });
  const namespace = server.of("/live");
  namespace.on("connection", (socket) => {
    void socket.join(memberRoom(Number(socket.handshake.auth["memberNo"])));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}/live`;
  return { redis, io: server, url, broadcast: createBroadcast(namespace) };
}

describe("the signals of workers", () => {
  let store: Store;
  let admin: Redis;
  let nodes: TestNode[];
  let sockets: Socket[];

  beforeAll(async () => {
    store = await startRedis();
    admin = new Redis(store.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await store.stop();
  });
  beforeEach(async () => {
    sockets = [];
    nodes = [await openNode(store.url), await openNode(store.url)];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.disconnect();
    for (const node of nodes) {
      await node.io.close();
      node.redis.close();
    }
  });

  /** A socket of a member, and the signals that it has got. */
  const member = async (node: TestNode, memberNo: number): Promise<string[]> => {
    const socket = io(node.url, { auth: { memberNo }, transports: ["websocket"], forceNew: true });
    sockets.push(socket);
    const got: string[] = [];
    socket.onAny((signal: string, payload: unknown) => {
      got.push(`${signal} ${JSON.stringify(payload)}`);
    });
    await until(() => socket.connected, "the socket is connected");
    const isIn = (): boolean => node.io.of("/live").adapter.rooms.has(memberRoom(memberNo));
    await until(isIn, "the socket is in its room");
    return got;
  };
  const published = async (): Promise<number> => {
    const calls = /cmdstat_spublish:calls=(\d+)/.exec(await admin.info("commandstats"))?.[1];
    return Number(calls ?? 0);
  };

  test("D4 reach the member's sockets on this node and on the others, in order, and no one else", async () => {
    const [here, there] = nodes as [TestNode, TestNode];
    const [local, remote, other] = [
      await member(here, 1),
      await member(there, 1),
      await member(there, 2),
    ];
    here.broadcast.toMember(1, "reservation:expired", { reservationId: "a" });
    here.broadcast.toMember(1, "wallet:changed", AMOUNTS);
    here.broadcast.toMember(3, "wallet:changed", AMOUNTS);
    here.broadcast.toMember(2, "reservation:expired", { reservationId: "b" });
    await until(() => other.length > 0 && local.length > 1, "the signals have come");
    const expected = [
      'reservation:expired {"reservationId":"a"}',
      `wallet:changed ${JSON.stringify(AMOUNTS)}`,
    ];
    expect([local, remote]).toEqual([expected, expected]);
    expect(other).toEqual(['reservation:expired {"reservationId":"b"}']);
  });

  test.each([
    [499, 1],
    [500, 1],
    [501, 2],
  ])("D4 %i of one turn are %i messages between the nodes", async (count, messages) => {
    const [here, there] = nodes as [TestNode, TestNode];
    const last = await member(there, count);
    const before = await published();
    for (let memberNo = 1; memberNo <= count; memberNo++) {
      here.broadcast.toMember(memberNo, "wallet:changed", AMOUNTS);
    }
    await until(() => last.length > 0, "the last signal has come");
    expect((await published()) - before).toBe(messages);
  });
});
