// A whole system for stories: several nodes in one process, a Redis and a database of its own.
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
  /** Settings besides those of the test system. */
  readonly env?: Readonly<Record<string, string>>;
  /** An own database server, to be paused or killed; default: that of the test run. */
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

  /** Every shard has its lease: from here on nothing is refused for the start's sake. */
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

  /** What Redis has of a shard, with its own clock. */
  shardState(shard = 0): Promise<ShardState> {
    return shardState(this.#first().services.redis, { shard });
  }

  /** Every shard sells for five minutes more, also without a worker: a test takes its time. */
  async lendLease(): Promise<void> {
    const { redis, config } = this.#first().services;
    for (let shard = 0; shard < config.shards; shard++) {
      await shardLease(redis, { shard }, { leaseMs: LENT_MS, durableN: 0 });
    }
  }

  /** One node more, of the same system. */
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
   * Every invariant over both stores, once what is in flight has settled.
   * @throws Error that lists what does not hold
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

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.#dropDatabase();
    await this.redis.stop();
  }

  url(node = 0): string {
    return `http://127.0.0.1:${this.nodes[node]?.port ?? 0}`;
  }

  /**
   * One request. @throws Error when the answer is not as the OpenAPI document says
   */
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
   * Asks as a patient client does: again while the sale is paused or an answer is pending, as they
   * may be for a moment on a busy machine. What is asked must bear it: a payment has its key.
   */
  settled<T extends object>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
    return eventually(async () => {
      const answer = await ask();
      const isPaused = "code" in answer.body && answer.body.code === "SALE_PAUSED";
      return answer.status === 202 || isPaused ? undefined : answer;
    });
  }

  async signUp(role: "member" | "organiser" = "member"): Promise<{ id: string; token: string }> {
    const email = `${randomUUID()}@test.example`;
    const { body, status } = await this.ask<Session>("POST", "/signup", {
      body: { email, password: "a-good-password-1", name: "Fan", role },
    });
    if (status !== 201) throw new Error(`sign-up answered ${status}: ${JSON.stringify(body)}`);
    return { id: body.member.id, token: body.accessToken };
  }

  async admin(): Promise<string> {
    const { body } = await this.ask<Session>("POST", "/login", { body: ADMIN });
    return body.accessToken;
  }

  /** A member with money. */
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

  /** An approved performance with one showtime on sale. */
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

  /** Joins and waits until admitted; @returns the queue token */
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
