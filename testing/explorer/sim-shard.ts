// One shard of the explored world: the real scripts on a real Redis, and the journal of a simulated
// MySQL. A failover resets Redis to exactly the durable entries.
import type { RedisClient } from "../../server/redis/client.js";
import { applyEntry } from "../../server/redis/shard/apply-entry.js";
import { parseEntry, type JournalEntry } from "../../server/journal/entry.js";
import { shardKey } from "../../server/redis/keys.js";
import type { ScriptRunner } from "../../server/redis/script-runner.js";
import { shardGeneration } from "../../server/redis/shard/generation.js";
import { shardKeys } from "../../server/redis/journal/contents.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { shardRebuild } from "../../server/redis/shard/rebuild.js";
import type { JournalLine } from "../../server/audit/replay.js";
import { chainAfter } from "../../server/redis/journal/stream.js";

const NO_CHAIN = "0".repeat(40);
const LEASE_MS = 10 ** 12;
/** The third double of the control record (lua/README.md). */
const CLOCK_AT = 16;

/** A shard whose MySQL is simulated. */
export class SimShard {
  readonly shard: number;
  readonly durable: JournalLine[] = [];
  readonly #admin: RedisClient;
  readonly #runner: ScriptRunner;
  /** Writes the keys that provisioning and admission would write. */
  readonly #provision: () => Promise<void>;
  readonly #committed = new Map<string, JournalEntry>();
  #generation = 1;

  constructor(at: {
    readonly shard: number;
    readonly admin: RedisClient;
    readonly runner: ScriptRunner;
    readonly provision: () => Promise<void>;
  }) {
    this.shard = at.shard;
    this.#admin = at.admin;
    this.#runner = at.runner;
    this.#provision = at.provision;
  }

  /** The generation in MySQL. */
  get generation(): number {
    return this.#generation;
  }

  /** Opens a new shard whose clock shows the given time, in ms. */
  async open(clock: number): Promise<void> {
    await this.#provision();
    await this.#start();
    await this.advance(clock);
    const durableN = this.durable.length;
    await shardLease(this.#runner, { shard: this.shard }, { leaseMs: LEASE_MS, durableN });
  }

  /** The journal entries that are in Redis but not in MySQL. */
  async tail(): Promise<JournalLine[]> {
    let { n, chain = NO_CHAIN } = this.durable.at(-1) ?? { n: 0 };
    const tail: JournalLine[] = [];
    for (const [id, [, payload = ""]] of await this.#admin.xrange(this.#key("journal"), "-", "+")) {
      if (Number(id.split("-")[1]) <= n) continue;
      n += 1;
      chain = chainAfter(chain, payload);
      tail.push({ n, payload, chain });
    }
    return tail;
  }

  /** Copies the next entries to MySQL, in order. @returns how many */
  async commit(atMost = Infinity): Promise<number> {
    const lines = (await this.tail()).slice(0, atMost);
    for (const line of lines) this.#store(line);
    return lines.length;
  }

  /** The committed entry of an operation. */
  committed(op: string): JournalEntry | undefined {
    return this.#committed.get(op);
  }

  /** The entry of an operation, also when it is only in Redis. Correct code must not act on it. */
  async seen(op: string): Promise<JournalEntry | undefined> {
    const tail = (await this.tail()).map(({ payload }) => parseEntry(payload));
    return this.committed(op) ?? tail.find((entry) => entry.op === op);
  }

  /**
   * A failover: every entry that is not durable is lost.
   * @param lost how many durable entries are lost, too, which must never happen
   */
  async failOver(lost = 0): Promise<void> {
    this.durable.splice(this.durable.length - lost, lost);
    this.#generation += 1;
    this.#runner.setGeneration(this.shard, this.#generation);
    const target = { shard: this.shard };
    await shardRebuild(this.#runner, target, { stage: "begin", epoch: this.#generation });
    const keys = await shardKeys(this.#admin, this.shard);
    const gone = keys.filter((key) => key !== this.#key("control"));
    if (gone.length > 0) await this.#admin.unlink(...gone);
    await this.#provision();
    for (const { n, payload, chain = "" } of this.durable) {
      await applyEntry(this.#runner, this.shard, { n, payload, chain });
    }
    const { n, chain = NO_CHAIN } = this.durable.at(-1) ?? { n: 0 };
    await shardRebuild(this.#runner, target, { stage: "end", n, chain });
    await this.#start();
  }

  /** Moves the clock of the shard forward. */
  async advance(ms: number): Promise<void> {
    const control = this.#key("control");
    const clock = await this.#admin.getrangeBuffer(control, CLOCK_AT, CLOCK_AT + 7);
    clock.writeDoubleLE(clock.readDoubleLE(0) + ms);
    await this.#admin.setrange(control, CLOCK_AT, clock);
  }

  async #start(): Promise<void> {
    const target = { shard: this.shard };
    this.#runner.setGeneration(this.shard, this.#generation);
    await shardGeneration(this.#runner, target, { n: 0, chain: NO_CHAIN, epoch: 1 });
    await this.commit();
    const durableN = this.durable.at(-1)?.n ?? 0;
    await shardLease(this.#runner, target, { leaseMs: LEASE_MS, durableN });
  }

  #store(line: JournalLine): void {
    this.durable.push(line);
    const entry = parseEntry(line.payload);
    this.#committed.set(entry.op, entry);
  }

  #key(name: "control" | "journal"): string {
    return shardKey(this.shard, name);
  }
}
