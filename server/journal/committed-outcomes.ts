// Where a caller waits until their operation is in MySQL. Notices of committed batches make it
// quick: those of the shards that this node serves come directly from its worker, the others
// through Redis. When a notice was missed the outcome is read from MySQL, so a lost subscription
// loses no answer.
import { LRUCache } from "lru-cache";
import type { CommittedListener, Outcomes } from "./outcomes.js";
import { parseEntry, type JournalEntry } from "./entry.js";
import type { Millis, ShardId } from "./brands.js";

/** A subscription to the payloads that committed batches hold; it may miss any of them. */
export interface CommittedNotices {
  /** Stops listening for a shard, whose notices come directly now, or listens for it again. */
  listen(shard: ShardId, isListening: boolean): void;
  close(): void;
}

/** Where the outcomes come from. */
export interface CommittedOutcomesOptions {
  readonly subscribe: (
    onPayloads: (shard: ShardId, payloads: readonly string[]) => void,
  ) => CommittedNotices;
  /** The payloads of those operations of a shard that are in MySQL. */
  readonly readCommitted: (shard: ShardId, ops: readonly string[]) => Promise<readonly string[]>;
  /** How often MySQL is read while callers wait; default 200 ms. */
  readonly askEveryMs?: Millis;
}

const ASK_EVERY_MS = 200;
const WITHIN_MS = 5000;
/** A notice may come before the caller who waits for it: the last so many are kept. */
const KEPT_NOTICES_MAX = 5000;

interface Waiter {
  readonly shard: ShardId;
  readonly op: string;
  readonly answer: (entry: JournalEntry | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** `pay/confirm:…` of `sold pay/confirm:… …`, without reading the rest. */
const opOf = (payload: string): string => payload.split(" ", 2)[1] ?? "";

/** An entry from Redis is parsed only when a caller waits for it. */
const entryOf = (heard: string | JournalEntry): JournalEntry =>
  typeof heard === "string" ? parseEntry(heard) : heard;

const keyOf = (shard: ShardId, op: string): string => `${shard} ${op}`;

/** The outcomes of all shards, out of notices and MySQL; `committed` waits 5 s by default. */
export class CommittedOutcomes implements Outcomes, CommittedListener {
  readonly #options: CommittedOutcomesOptions;
  readonly #notices: CommittedNotices;
  readonly #waiting = new Map<string, Set<Waiter>>();
  readonly #heard = new LRUCache<string, string | JournalEntry>({ max: KEPT_NOTICES_MAX });
  #asking: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: CommittedOutcomesOptions) {
    this.#options = options;
    this.#notices = options.subscribe((shard, payloads) => {
      for (const payload of payloads) this.#hear(keyOf(shard, opOf(payload)), payload);
    });
  }

  /** The worker of this node serves the shard from now on, or no longer. */
  serve(shard: ShardId, isServed: boolean): void {
    if (!this.#isClosed) this.#notices.listen(shard, !isServed);
  }

  /** Hears from the worker of this node which entries of its shard are committed. */
  hear(shard: ShardId, entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#hear(keyOf(shard, entry.op), entry);
  }

  committed(shard: ShardId, op: string, withinMs = WITHIN_MS): Promise<JournalEntry | undefined> {
    const heard = this.#heard.get(keyOf(shard, op));
    if (heard !== undefined) return Promise.resolve(entryOf(heard));
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((answer) => {
      const timer = setTimeout(() => this.#give(waiter, undefined), withinMs);
      const waiter: Waiter = { shard, op, answer, timer };
      const key = keyOf(shard, op);
      const others = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, others.add(waiter));
      this.#askLater();
    });
  }

  /** Answers all who still wait with "not durable in time". */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#asking);
    this.#notices.close();
    for (const waiters of [...this.#waiting.values()]) {
      for (const waiter of [...waiters]) this.#give(waiter, undefined);
    }
  }

  #hear(key: string, heard: string | JournalEntry): void {
    this.#heard.set(key, heard);
    this.#answer(key, heard);
  }

  #answer(key: string, heard: string | JournalEntry): void {
    const waiters = this.#waiting.get(key);
    if (waiters === undefined) return;
    const entry = entryOf(heard);
    for (const waiter of [...waiters]) this.#give(waiter, entry);
  }

  #give(waiter: Waiter, entry: JournalEntry | undefined): void {
    clearTimeout(waiter.timer);
    const key = keyOf(waiter.shard, waiter.op);
    const others = this.#waiting.get(key);
    others?.delete(waiter);
    if (others?.size === 0) this.#waiting.delete(key);
    waiter.answer(entry);
  }

  #askLater(): void {
    if (this.#asking !== undefined || this.#isClosed) return;
    this.#asking = setTimeout(() => {
      void this.#ask().finally(() => {
        this.#asking = undefined;
        if (this.#waiting.size > 0) this.#askLater();
      });
    }, this.#options.askEveryMs ?? ASK_EVERY_MS);
  }

  async #ask(): Promise<void> {
    const opsOf = new Map<number, string[]>();
    for (const [waiter] of this.#waiting.values()) {
      if (waiter === undefined) continue;
      const ops = opsOf.get(waiter.shard);
      if (ops) ops.push(waiter.op);
      else opsOf.set(waiter.shard, [waiter.op]);
    }
    await Promise.all([...opsOf].map(([shard, ops]) => this.#askShard(shard, ops)));
  }

  async #askShard(shard: ShardId, ops: readonly string[]): Promise<void> {
    try {
      for (const payload of await this.#options.readCommitted(shard, ops)) {
        this.#answer(keyOf(shard, opOf(payload)), payload);
      }
    } catch {
      // MySQL is unreachable, so nothing becomes durable: the callers' own time runs out.
    }
  }
}
