// Lets the shard sell for three seconds at a time, and only while its sales can become durable:
// MySQL commits, the lag is within its limits, and Redis has room and is still the same server.
import { RedisChanged, type RedisCondition } from "../../redis/journal/stream.js";
import { shardLease } from "../../redis/shard/lease.js";
import { shardState, type ShardState } from "../../redis/shard/state.js";
import type { DutyConnection } from "./duty-connection.js";
import type { JournalLoop } from "../journal/journal-loop.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import type { RedisLink } from "./redis-link.js";
import type { Millis, ShardId } from "../../journal/brands.js";

/** What the lease depends on. */
export interface LeaseLoopOptions {
  readonly duty: DutyConnection;
  readonly link: RedisLink;
  readonly journal: JournalLoop;
  /** Number of the entry that opened this generation. */
  readonly openedN: number;
  /** Called when selling begins, and with the reason when it is paused. */
  readonly onChange: (pausedFor: string | undefined) => void;
}

const LEASE_MS = 3000;
const RENEW_EVERY_MS = 1000;
const ASK_AGAIN_MS = 100;
const SILENCE_MAX_MS = 1500;
const LAG_MAX_MS = 5000;
const LAG_MAX_ENTRIES = 200_000;
const MEMORY_MAX_SHARE = 0.7;
const UNKNOWN = "not asked yet";

/** An end of the journal, and when this node saw it (monotonic clock). */
interface Seen {
  readonly n: number;
  readonly atMs: Millis;
}

/** Renews the lease of a shard each second, as long as it may sell. */
export class LeaseLoop {
  readonly #options: LeaseLoopOptions;
  /** Ends of the journal that were not durable when they were seen, oldest first. */
  #seen: Seen[] = [];
  #pausedFor: string | undefined = UNKNOWN;

  constructor(options: LeaseLoopOptions) {
    this.#options = options;
  }

  /** Whether the shard may sell. */
  get isLeased(): boolean {
    return this.#pausedFor === undefined;
  }

  /**
   * Renews until the signal aborts.
   * @throws RedisChanged when this Redis is not, or no longer, the one that was recovered
   */
  async run(signal: AbortSignal): Promise<void> {
    const afterMs = (): number => (this.isLeased ? RENEW_EVERY_MS : ASK_AGAIN_MS);
    await pacedLoop(signal, { afterMs }, () => this.#renew());
  }

  async #renew(): Promise<void> {
    const { duty, link } = this.#options;
    const { shard } = duty.fence;
    const condition = await link.commands.condition();
    const state = await shardState(link.runner, { shard });
    const reason = this.#pauseReason(condition, state);
    if (reason === undefined) await this.#lease(shard);
    if (reason === this.#pausedFor) return;
    this.#pausedFor = reason;
    this.#options.onChange(reason);
  }

  async #lease(shard: ShardId): Promise<void> {
    const { link, journal } = this.#options;
    const input = { leaseMs: LEASE_MS, durableN: journal.durable.n };
    const asked = await shardLease.outcome(link.runner, { shard }, input);
    if (asked.kind === "refused") throw new RedisChanged("the generation is another one");
    const { outcome } = asked.value;
    if (outcome !== "leased") throw new RedisChanged(`no lease: ${outcome}`);
  }

  /** Why the shard may not sell; undefined when it may. */
  #pauseReason({ usedBytes, maxBytes }: RedisCondition, state: ShardState): string | undefined {
    const { duty, journal, openedN } = this.#options;
    if (journal.durable.n < openedN) return "what Redis had before is not in MySQL yet";
    if (duty.silentMs > SILENCE_MAX_MS) return "MySQL does not commit";
    if (state.n - journal.durable.n >= LAG_MAX_ENTRIES) return "too many entries are not in MySQL";
    if (this.#lagMs(state) >= LAG_MAX_MS) return "MySQL lags behind";
    if (maxBytes !== undefined && usedBytes >= maxBytes * MEMORY_MAX_SHARE) {
      return "Redis is short of memory";
    }
    return undefined;
  }

  /** How long the oldest entry that is not in MySQL has waited, as far as this node knows. */
  #lagMs({ n, now }: ShardState): number {
    const { journal } = this.#options;
    const nowMs = performance.now();
    this.#seen = this.#seen.filter((seen) => seen.n > journal.durable.n);
    if (n > journal.durable.n && this.#seen.at(-1)?.n !== n) this.#seen.push({ n, atMs: nowMs });
    const seenMs = nowMs - (this.#seen[0]?.atMs ?? nowMs);
    return Math.max(seenMs, now - (journal.writingSinceAt ?? now));
  }
}
