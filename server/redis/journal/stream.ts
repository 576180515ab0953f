// The journal of one shard, read from the one server that holds it. When the connection is lost or
// leads to another server the stream ends, and its reader must start over.
import { hash } from "node:crypto";
import type { Redis } from "ioredis";
import { connectOnce } from "../client.js";
import { committedChannel, shardKey } from "../keys.js";
import { unpackControl, type ControlRecord } from "../shard/control-record.js";
import type { Millis, ShardId } from "../../journal/brands.js";

export interface StreamId {
  readonly generation: number;
  readonly n: number;
}

export interface StreamEntry extends StreamId {
  readonly payload: string;
}

/** One of the two changes whenever the data may differ: a restart, a failover, another server. */
export interface RedisIdentity {
  readonly runId: string;
  readonly replId: string;
}

export interface RedisCondition {
  readonly identity: RedisIdentity;
  readonly usedBytes: number;
  /** Undefined when the server has no limit. */
  readonly maxBytes: number | undefined;
}

export interface JournalStreamOptions {
  /** `redis://host:port`, or the seeds of a Redis Cluster separated by commas. */
  readonly url: string;
  readonly shard: ShardId;
  /** Leave it out for blocking reads. */
  readonly commandTimeoutMs?: Millis;
}

/** Another server, or another history of data, is behind the connection now. */
export class RedisChanged extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RedisChanged";
  }
}

/** Entries, and the control record of the shard as it was just after they were read. */
export interface ReadWithRecord {
  readonly entries: readonly StreamEntry[];
  /** Undefined when this Redis has none. */
  readonly record: ControlRecord | undefined;
}

const OPEN_TIMEOUT_MS = 2000;
/** The sections of INFO that name the server and the history of its data. */
const IDENTITY = ["server", "replication"] as const;

/** The hash chain after an entry: SHA-1 of the chain before it and its payload, as hex. */
export const chainAfter = (chain: string, payload: string): string =>
  hash("sha1", chain + payload, "hex");

/** A connection to the server that holds one shard's journal. */
export class JournalStream {
  readonly client: Redis;
  readonly identity: RedisIdentity;
  readonly #shard: ShardId;
  readonly #key: string;
  readonly #recordKey: string;

  private constructor(client: Redis, shard: ShardId, identity: RedisIdentity) {
    this.client = client;
    this.identity = identity;
    this.#shard = shard;
    this.#key = shardKey(shard, "journal");
    this.#recordKey = shardKey(shard, "control");
  }

  /**
   * Connects to the server that holds the shard.
   * @throws Error when it is not reached within 2 s
   */
  static async open(options: JournalStreamOptions): Promise<JournalStream> {
    const { shard, commandTimeoutMs } = options;
    const url = await ownerUrl(options.url, shardKey(shard, "journal"));
    const client = await connectOnce(
      commandTimeoutMs === undefined ? { url } : { url, commandTimeoutMs },
    );
    const timer = setTimeout(() => client.disconnect(), OPEN_TIMEOUT_MS);
    try {
      return new JournalStream(client, shard, (await condition(client)).identity);
    } catch (error) {
      client.disconnect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Reads up to `count` entries after an id. When there is none it waits up to `blockMs` for the
   * first; 0 does not wait.
   * @throws RedisChanged when another server answered
   */
  async read(after: StreamId, count: number, blockMs: Millis): Promise<StreamEntry[]> {
    const [entries, info] = await Promise.all([
      this.#entries(after, count, blockMs),
      this.client.info(...IDENTITY),
    ]);
    this.#check(identityIn(info));
    return entries;
  }

  /**
   * Reads entries as `read` does, and then the shard's control record, in one round trip.
   * @throws RedisChanged when another server answered
   */
  async readWithRecord(after: StreamId, count: number, blockMs: Millis): Promise<ReadWithRecord> {
    // One connection answers its commands in their order, also after a read that waits.
    const [entries, info, record] = await Promise.all([
      this.#entries(after, count, blockMs),
      this.client.info(...IDENTITY),
      this.client.getBuffer(this.#recordKey),
    ]);
    this.#check(identityIn(info));
    return { entries, record: record === null ? undefined : unpackControl(record) };
  }

  /** Reads the server's identity and memory. @throws RedisChanged when another server answers */
  async condition(): Promise<RedisCondition> {
    const now = await condition(this.client);
    this.#check(now.identity);
    return now;
  }

  async #entries(after: StreamId, count: number, blockMs: Millis): Promise<StreamEntry[]> {
    const id = `${after.generation}-${after.n}`;
    const found =
      blockMs > 0
        ? await this.client.xread("COUNT", count, "BLOCK", blockMs, "STREAMS", this.#key, id)
        : await this.client.xread("COUNT", count, "STREAMS", this.#key, id);
    return (found?.[0]?.[1] ?? []).map(([entryId, fields]) => decode(entryId, fields));
  }

  #check(now: RedisIdentity): void {
    const { runId, replId } = this.identity;
    if (now.runId !== runId) throw new RedisChanged(`run id ${runId} became ${now.runId}`);
    if (now.replId !== replId) {
      throw new RedisChanged(`replication id ${replId} became ${now.replId}`);
    }
  }

  /**
   * Deletes the entries before an id. The entry with this id stays. Returns how many it deleted.
   */
  trimBefore({ generation, n }: StreamId): Promise<number> {
    return this.client.xtrim(this.#key, "MINID", "=", `${generation}-${n}`);
  }

  /** Publishes to every node the payloads of the entries that have become durable. */
  async publishCommitted(payloads: readonly string[]): Promise<void> {
    await this.client.publish(committedChannel(this.#shard), payloads.join("\n"));
  }

  /** Closes the connection; a read that waits is rejected. */
  close(): void {
    this.client.disconnect();
  }
}

function decode(id: string, fields: readonly string[]): StreamEntry {
  const [generation, n] = id.split("-");
  const payload = fields[1];
  if (payload === undefined) throw new Error(`entry ${id} holds nothing`);
  return { generation: Number(generation), n: Number(n), payload };
}

const fieldOf = (info: string, name: string): string =>
  new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";

const identityIn = (info: string): RedisIdentity => ({
  runId: fieldOf(info, "run_id"),
  replId: fieldOf(info, "master_replid"),
});

async function condition(client: Redis): Promise<RedisCondition> {
  const text = await client.info(...IDENTITY, "memory");
  const maxBytes = Number(fieldOf(text, "maxmemory"));
  return {
    identity: identityIn(text),
    usedBytes: Number(fieldOf(text, "used_memory")),
    maxBytes: maxBytes > 0 ? maxBytes : undefined,
  };
}

type SlotRange = readonly [first: number, last: number, master: readonly [string, number]];

/** The url of the server that holds the key. The first seed of a cluster that answers is asked. */
async function ownerUrl(url: string, key: string): Promise<string> {
  const seeds = url.split(",").map((part) => part.trim());
  const [only] = seeds;
  if (seeds.length === 1 && only !== undefined) return only;
  let lastError: unknown = new Error("no seed of the Redis Cluster is given");
  for (const seed of seeds) {
    try {
      return await askForOwner(seed, key);
    } catch (error) {
      lastError = error;
    }
  }
  throw lastError;
}

async function askForOwner(seed: string, key: string): Promise<string> {
  const client = await connectOnce({ url: seed, commandTimeoutMs: SEED_TIMEOUT_MS });
  try {
    const slot = await client.cluster("KEYSLOT", key);
    const ranges = (await client.cluster("SLOTS")) as unknown as readonly SlotRange[];
    const range = ranges.find(([first, last]) => first <= slot && slot <= last);
    if (range === undefined) throw new Error(`no node holds slot ${slot}`);
    const owner = new URL(seed);
    owner.hostname = range[2][0] || owner.hostname;
    owner.port = String(range[2][1]);
    return owner.href;
  } finally {
    client.disconnect();
  }
}

const SEED_TIMEOUT_MS = 2000;
