import { createServer, connect, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startDatabase, type Store } from "../../../testing/stores/stores.js";
import { AppError } from "../../errors.js";
import { shardState } from "../../redis/shard/state.js";
import { until } from "../../../testing/kit/until.js";
import { WorkerShard } from "../../../testing/kit/worker-shard.js";

let server: Store;
let shard: WorkerShard;

beforeAll(async () => {
  server = await startDatabase();
});
afterEach(() => shard.close());
afterAll(() => server.stop());

const topUp = (id: string) => shard.till.topUp(1, 100, id);

async function isPaused(id: string): Promise<boolean> {
  try {
    await topUp(id);
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === "SALE_PAUSED") return true;
    throw error;
  }
}

describe("while MySQL is unreachable", () => {
  test.each([
    ["hangs", async () => server.pause(), async () => server.resume()],
    ["is killed", () => server.kill(), () => server.restart()],
  ])("selling pauses within 6 s when it %s, and goes on by itself", async (...[, away, back]) => {
    shard = await WorkerShard.open({ databaseServerUrl: server.url });
    const worker = await shard.serving();
    await topUp("before");
    await shard.atRest();
    const { now: awayAt } = await shardState(shard.runner, { shard: shard.shard });
    await away();
    let taken = 0;
    await until(() => isPaused(`during-${taken++}`), "selling pauses");
    // Measured by the clock of Redis, which decides; this test may notice the end later.
    const { leaseEndsAt } = await shardState(shard.runner, { shard: shard.shard });
    expect(leaseEndsAt - awayAt).toBeLessThan(6000);
    await until(() => worker.status.state === "paused", "the worker says so");
    await back();
    await until(() => worker.status.state === "serving", "selling goes on");
    await topUp("after");
    await shard.atRest();
    const credits = (await shard.kinds()).filter((kind) => kind === "credited");
    // One before, one after, and those that were accepted until the lease had lapsed.
    expect(credits).toHaveLength(taken - 1 + 2);
  });
});

describe("a lost reply to COMMIT", () => {
  let proxy: CommitProxy;
  afterEach(() => proxy.close());

  test("G6 is recognised: nothing is written twice and nothing is lost", async () => {
    shard = await WorkerShard.open({ databaseServerUrl: server.url });
    proxy = await CommitProxy.open(shard.database.url);
    const worker = await shard.serving({ databaseUrl: proxy.url });
    await shard.atRest();
    proxy.loseNextCommit("durable");
    await topUp("lost-reply");
    await until(() => proxy.lost === 1, "the reply was lost");
    await topUp("after");
    await shard.atRest();
    expect(await shard.kinds()).toEqual(["generation", "credited", "credited"]);
    const { db } = shard.database;
    expect(await db.first("SELECT balance FROM wallets")).toEqual({ balance: "200" });
    expect(worker.status.state).not.toBe("fenced");
    expect((await shard.row()).generation).toBe("1");
  });

  test("G6 of a projection is recognised: nothing is projected twice", async () => {
    shard = await WorkerShard.open({ databaseServerUrl: server.url });
    proxy = await CommitProxy.open(shard.database.url);
    const worker = await shard.serving({ databaseUrl: proxy.url });
    await shard.atRest();
    proxy.loseNextCommit("projection");
    await topUp("lost-reply");
    await until(() => proxy.lost === 1, "the reply was lost");
    await topUp("after");
    await shard.atRest();
    const { db } = shard.database;
    expect(await db.first("SELECT COUNT(*) AS c, SUM(amount) AS s FROM ledger")).toEqual({
      c: "4",
      s: "0",
    });
    expect(worker.status.state).toBe("serving");
  });
});

/** What a COMMIT ends: a durable batch, or a projection. */
type Committed = "durable" | "projection";

/** Passes one COMMIT to the server, then drops its reply and cuts the connection. */
class CommitProxy {
  lost = 0;
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #armed: Committed | undefined;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async open(url: string): Promise<CommitProxy> {
    const proxy = new CommitProxy(new URL(url));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    const url = new URL(this.#target);
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    url.port = String(address.port);
    return url.href;
  }

  loseNextCommit(of: Committed): void {
    this.#armed = of;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname);
    let isLosing = false;
    let cursor: Committed | undefined;
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    near.on("data", (bytes: Buffer) => {
      if (bytes.includes("SET n =")) cursor = "durable";
      if (bytes.includes("SET projected_n =")) cursor = "projection";
      if (cursor !== undefined && cursor === this.#armed && bytes.includes("COMMIT")) {
        this.#armed = undefined;
        isLosing = true;
      }
      far.write(bytes);
    });
    far.on("data", (bytes: Buffer) => {
      if (!isLosing) {
        near.write(bytes);
        return;
      }
      this.lost += 1;
      end();
    });
  }
}
