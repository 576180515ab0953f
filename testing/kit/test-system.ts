// A whole system for stories: several nodes in one process, with a Redis and a database of their
// own.
import { randomBytes, randomUUID } from "node:crypto";
import { pino } from "pino";
import { startRedis, type Store } from "../stores/stores.js";
import { assertDocumented } from "./answer-judge.js";
import { eventually } from "./until.js";
import { createApp, type App } from "../../server/app.js";
import { audit } from "../../server/audit/audit.js";
import { loadConfig } from "../../server/config/config.js";
import { createDatabase } from "../../server/db/database.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { shardState, type ShardState } from "../../server/redis/shard/state.js";

export interface SystemOptions {
  readonly nodes?: number;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** A database server that the test may pause or kill. Default: that of the test run. */
  readonly databaseUrl?: string;
}

const LENT_MS = 300_000;
const ADMIN = { email: "admin@test.example", password: "an-admin-of-tests-1" };

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Ask {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly node?: number;
}

/** Nodes of one system, and calls to them. */
export class TestSystem {
  readonly nodes: App[];
  readonly redis: Store;
  readonly #env: Readonly<Record<string, string>>;
  readonly #dropDatabase: () => Promise<void>;

  private constructor(parts: {
    nodes: App[];
    redis: Store;
    env: Readonly<Record<string, string>>;
    dropDatabase: () => Promise<void>;
  }) {
    this.nodes = parts.nodes;
    this.redis = parts.redis;
    this.#env = parts.env;
    this.#dropDatabase = parts.dropDatabase;
  }

  /** Starts a system and waits until it sells. */
  static async open(options: SystemOptions = {}): Promise<TestSystem> {
    const redis = await startRedis();
    const { url, drop } = await freshDatabase(options.databaseUrl);
    const env = {
      NODE_ENV: "test",
      REDIS_URL: redis.url,
      DATABASE_URL: url,
      JWT_SECRET: randomBytes(32).toString("base64url"),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      PASSWORD_MEMORY_KIB: "1024",
      AUTH_PER_MINUTE: "10000",
      LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
      HOST: "127.0.0.1",
      PORT: "0",
      METRICS_PORT: "0",
      ...options.env,
    };
    const system = new TestSystem({ nodes: [], redis, env, dropDatabase: drop });
    for (let i = 0; i < (options.nodes ?? 1); i++) await system.addNode();
    await system.selling();
    return system;
  }

  /**
   * Waits until every shard has its lease. From then on no call is refused because of the start.
   */
  async selling(): Promise<void> {
    const node = this.nodes.find(({ services }) => services.config.roles.includes("worker"));
    if (node === undefined) return;
    const { redis, config } = node.services;
    for (let shard = 0; shard < config.shards; shard++) {
      await eventually(async () => {
        const { leaseEndsAt, now } = await shardState(redis, { shard });
        return leaseEndsAt > now ? true : undefined;
      });
    }
  }

  /** The control record of a shard, and the time of its clock. */
  shardState(shard = 0): Promise<ShardState> {
    return shardState(this.#first().services.redis, { shard });
  }

  /** Lets every shard sell for five more minutes, also without a worker. */
  async lendLease(): Promise<void> {
    const { redis, config } = this.#first().services;
    for (let shard = 0; shard < config.shards; shard++) {
      await shardLease(redis, { shard }, { leaseMs: LENT_MS, durableN: 0 });
    }
  }

  /** Starts another node of the same system. */
  async addNode(env: Readonly<Record<string, string>> = {}): Promise<App> {
    const config = loadConfig({ ...this.#env, ...env });
    const app = createApp(config, {
      withProcessMetrics: false,
      log: pino({ level: config.logLevel }),
    });
    await app.start();
    this.nodes.push(app);
    return app;
  }

  /**
   * Checks every invariant over both stores, after everything in flight has settled.
   * @throws Error that lists the violations
   */
  async audit(): Promise<void> {
    const { redis, db } = this.#first().services;
    const { violations } = await audit({ redis, db });
    if (violations.length > 0) throw new Error(`AUDIT FAILED\n${violations.join("\n")}`);
  }

  #first(): App {
    const [node] = this.nodes;
    if (node === undefined) throw new Error("there is no node to ask");
    return node;
  }

  /** Stops the nodes and removes the stores. */
  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.#dropDatabase();
    await this.redis.stop();
  }

  /** The URL of a node. */
  url(node = 0): string {
    return `http://127.0.0.1:${this.nodes[node]?.port ?? 0}`;
  }

  /** Sends a request. @throws Error when the answer differs from the OpenAPI document */
  async ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    { token, body, headers, node = 0 }: Ask = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url(node)}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === "" ? {} : (JSON.parse(text) as T);
    const answer = { status: response.status, headers: response.headers, body: parsed as T };
    assertDocumented({ method, path: `/api/v1${path}`, ...answer });
    return answer;
  }

  /**
   * Repeats a request while the sale is paused or the answer is pending, which may happen on a busy
   * machine. The request must be repeatable, for example a payment with its key.
   */
  settled<T extends object>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
    return eventually(async () => {
      const answer = await ask();
      const isPaused = "code" in answer.body && answer.body.code === "SALE_PAUSED";
      return answer.status === 202 || isPaused ? undefined : answer;
    });
  }

  /** Signs up a member or organiser. */
  async signUp(role: "member" | "organiser" = "member"): Promise<{ id: string; token: string }> {
    const email = `${randomUUID()}@test.example`;
    const { body, status } = await this.ask<Session>("POST", "/signup", {
      body: { email, password: "a-good-password-1", name: "Fan", role },
    });
    if (status !== 201) throw new Error(`sign-up answered ${status}: ${JSON.stringify(body)}`);
    return { id: body.member.id, token: body.accessToken };
  }

  /** The access token of the administrator. */
  async admin(): Promise<string> {
    const { body } = await this.ask<Session>("POST", "/login", { body: ADMIN });
    return body.accessToken;
  }

  /** Signs up a member and tops up their wallet. */
  async fan(amount = 1_000_000): Promise<{ id: string; token: string }> {
    const fan = await this.signUp();
    const key = randomUUID();
    await eventually(async () => {
      const { status } = await this.ask("POST", "/members/me/wallet/top-ups", {
        token: fan.token,
        body: { amount },
        headers: { "Idempotency-Key": key },
      });
      return status === 201 ? true : undefined;
    });
    return fan;
  }

  /** Adds an approved performance with one showtime on sale. */
  async showtimeOnSale(fields: Readonly<Record<string, unknown>> = {}): Promise<ShowtimeOnSale> {
    const organiser = await this.signUp("organiser");
    const made = await this.ask<{ id: string }>("POST", "/performances", {
      token: organiser.token,
      body: { name: `Night ${randomUUID()}` },
    });
    const performanceId = made.body.id;
    const showtime = await this.ask<{ id: string }>(
      "POST",
      `/performances/${performanceId}/showtimes`,
      {
        token: organiser.token,
        body: { ...CLUB_NIGHT(), ...fields },
      },
    );
    if (showtime.status !== 201) throw new Error(`showtime: ${JSON.stringify(showtime.body)}`);
    await this.ask("POST", `/performances/${performanceId}/submit`, { token: organiser.token });
    const admin = await this.admin();
    await eventually(async () => {
      const answer = await this.ask("POST", `/performances/${performanceId}/approve`, {
        token: admin,
      });
      if (answer.status !== 200 && answer.status !== 503) {
        throw new Error(`approve: ${JSON.stringify(answer.body)}`);
      }
      return answer.status === 200 ? true : undefined;
    });
    return { showtimeId: showtime.body.id, performanceId, organiser: organiser.token };
  }

  /** Joins and waits until the place is admitted. @returns the queue token */
  async admitted(token: string, showtimeId: string, node = 0): Promise<string> {
    const path = `/showtimes/${showtimeId}/queue`;
    const joined = await this.settled(() => this.ask<Place>("POST", path, { token, node }));
    if (joined.status > 201) throw new Error(`join: ${JSON.stringify(joined.body)}`);
    const queueToken = joined.body.token;
    return eventually(async () => {
      const { body } = await this.ask<Place>("POST", path, { token, node });
      return body.status === "admitted" ? queueToken : undefined;
    });
  }
}

interface Session {
  readonly member: { readonly id: string };
  readonly accessToken: string;
}

interface Place {
  readonly token: string;
  readonly status: string;
}

export interface ShowtimeOnSale {
  readonly showtimeId: string;
  readonly performanceId: string;
  readonly organiser: string;
}

const DAY_MS = 86_400_000;

const CLUB_NIGHT = () => ({
  startsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  salesOpenAt: new Date(Date.now() - 60_000).toISOString(),
  layout: { seats: 50, priceClass: "standard" },
  priceClasses: [{ id: "standard", name: "Standard", price: 30_000 }],
});

async function freshDatabase(
  server = process.env["TEST_DATABASE_URL"],
): Promise<{ url: string; drop: () => Promise<void> }> {
  if (server === undefined) throw new Error("TEST_DATABASE_URL is not set: run through npm test");
  const url = new URL(server);
  const name = `story_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string): Promise<void> => {
    const db = createDatabase(server);
    try {
      await db.patient().write(sql);
    } finally {
      await db.close();
    }
  };
  await run(`CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`DROP DATABASE IF EXISTS ${name}`) };
}
