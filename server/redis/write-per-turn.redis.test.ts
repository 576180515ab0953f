import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { connectCommands, disconnect, type RedisClient } from "./client.js";

/** Counts what the kernel hands over at once: what was written at once, as long as it is small. */
class CountingProxy {
  readonly sockets: Socket[] = [];
  readonly chunks: string[] = [];
  readonly #server: Server;

  constructor(upstream: URL) {
    this.#server = createServer((client) => {
      const redis = connect(Number(upstream.port), upstream.hostname);
      this.sockets.push(client, redis);
      client.on("data", (chunk) => this.chunks.push(chunk.toString()));
      client.on("error", () => redis.destroy());
      client.pipe(redis).pipe(client);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `redis://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let proxy: CountingProxy;
let client: RedisClient;
let upstream: URL;

beforeAll(() => {
  upstream = new URL(process.env["TEST_REDIS_URL"] ?? "");
});
beforeEach(async () => {
  proxy = new CountingProxy(upstream);
  client = await connectCommands({ url: await proxy.listen() });
});
afterEach(async () => {
  disconnect(client);
  await proxy.close();
});

const echoes = (count: number): Promise<unknown>[] =>
  Array.from({ length: count }, (_, at) => client.echo(`turn-${at}`));
const written = (): number => proxy.chunks.filter((chunk) => chunk.includes("turn-")).length;

test("N9 the commands of one turn are one write, and each gets its own answer", async () => {
  const answers = await Promise.all(echoes(50));
  expect(answers).toEqual(Array.from({ length: 50 }, (_, at) => `turn-${at}`));
  expect(written()).toBe(1);
});

test("N9 a later turn is a write of its own, also on the next connection", async () => {
  await Promise.all(echoes(3));
  await Promise.all(echoes(3));
  expect(written()).toBe(2);
  const back = new Promise((resolve) => client.once("ready", resolve));
  proxy.sockets[0]?.destroy();
  await back;
  proxy.chunks.splice(0);
  expect(await Promise.all(echoes(3))).toHaveLength(3);
  expect(written()).toBe(1);
});
