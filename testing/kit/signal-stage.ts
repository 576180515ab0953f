// The signal loops of one duty on a test shard. Tests move its clock, the journal is passed to the
// loops as a worker does it, and the signals are recorded.
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { parseEntry } from "../../server/journal/entry.js";
import { shardKey } from "../../server/redis/keys.js";
import type { Showtime } from "../../server/catalogue/showtime-directory.js";
import { TestShard, T0, type ShowtimeOptions } from "./test-shard.js";
import type { JournalledEntry } from "../../server/workers/duty/duty.js";
import { SignalLoops, type SignalPace } from "../../server/workers/signals/signal-loops.js";
import { RecordedBroadcast } from "./recorded-broadcast.js";
import type { ShardId, ShowtimeId } from "../../server/journal/brands.js";
import { until } from "./until.js";

const PUMP_MS = 5;

/** Moves the clock in one atomic step, because the loops write the same record. */
const ADVANCE = `
local r = redis.call('GET', KEYS[1])
local clock = struct.unpack('<d', r, 17) + tonumber(ARGV[1])
redis.call('SETRANGE', KEYS[1], 16, struct.pack('<d', clock))`;

const QUICK: Partial<SignalPace> = {
  admitMs: 10,
  sweepMs: 10,
  tickMs: 25,
  deltaMs: 10,
  silenceMs: 50,
  expiringMs: 10,
  refreshMs: 10,
};

const showtimeOf = (shard: ShardId, id: number, options: ShowtimeOptions): Showtime => ({
  id,
  shard,
  performanceId: 1,
  organiserNo: 1,
  layoutVersion: 1,
  performanceState: "approved",
  startsAt: T0 * 2,
  queueOpensAt: undefined,
  salesOpenAt: Number(options.sale?.["opens_at"] ?? 0),
  salesCloseAt: undefined,
  priceClasses: [],
  areas: [],
  seats: Array.from({ length: options.seats ?? 50 }, (_, i) => ({
    ...{ id: String(i), section: "A", row: "1", number: String(i), x: i, y: 0 },
    ...{ priceClass: 0, accessible: false, aisle: false },
  })),
  seatIndex: new Map(),
});

/** A test shard with its signal loops. */
export class SignalStage {
  readonly shard: TestShard;
  readonly broadcast = new RecordedBroadcast();
  readonly onSale: Showtime[] = [];
  durableN = Infinity;
  isLeased = true;
  now = T0;
  #loops: SignalLoops | undefined;
  #pump: Promise<void> | undefined;
  #ended = new AbortController();

  private constructor(shard: TestShard) {
    this.shard = shard;
  }

  /** Opens a test shard; the loops are not started. */
  static async open(): Promise<SignalStage> {
    return new SignalStage(await TestShard.open());
  }

  /** Stops the loops and removes the shard. */
  async close(): Promise<void> {
    await this.stop();
    await this.shard.close();
  }

  /** Puts a showtime on sale. */
  async putShowtime(options: ShowtimeOptions & { showtime: ShowtimeId }) {
    const target = await this.shard.putShowtime(options);
    this.onSale.push(showtimeOf(this.shard.shard, options.showtime, options));
    return target;
  }

  /** Starts the loops of a new duty. */
  async start(pace: Partial<SignalPace> = QUICK): Promise<void> {
    const { generation, epoch, n } = await this.shard.control();
    this.#ended = new AbortController();
    const durableN = Math.min(this.durableN, n);
    const duty = {
      ...{ shard: this.shard.shard, generation, epoch, signal: this.#ended.signal },
      durableN: () => (this.#loops === undefined ? durableN : this.durableN),
      isLeased: () => this.isLeased,
    };
    this.#loops = new SignalLoops(
      {
        runner: this.shard.racer,
        directory: { onSale: () => Promise.resolve(this.onSale) },
        broadcast: this.broadcast,
        log: pino({ level: "fatal" }),
        now: () => this.now,
        pace,
      },
      duty,
    );
    this.#loops.start();
    this.#pump = this.#handOver(durableN);
  }

  /** Stops the loops. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#pump;
    await this.#loops?.stop();
    this.#loops = undefined;
  }

  /** Moves the clock of the shard and that of the loops forward. */
  async advance(ms: number): Promise<void> {
    this.now += ms;
    await this.shard.admin.eval(ADVANCE, 1, shardKey(this.shard.shard, "control"), ms);
  }

  /** Waits until a condition is true. @throws Error when it is not true in time */
  until(holds: () => boolean | Promise<boolean>): Promise<void> {
    return until(holds, holds.toString());
  }

  /** Waits until every loop has run several more times. */
  async settled(): Promise<void> {
    const heard = this.broadcast.of("seats:delta", "show:1").length;
    await this.until(() => this.broadcast.of("seats:delta", "show:1").length > heard + 3);
  }

  async #handOver(after: number): Promise<void> {
    const key = shardKey(this.shard.shard, "journal");
    for (let last = after; !this.#ended.signal.aborted; await sleep(PUMP_MS)) {
      const rows = await this.shard.admin.xrange(key, `1-${last + 1}`, "+");
      const entries = rows.map(([id, [, payload = ""]]): JournalledEntry => {
        const n = Number(id.slice(id.indexOf("-") + 1));
        return { generation: 1, n, payload, entry: parseEntry(payload) };
      });
      if (entries.length > 0) this.#loops?.onEntries(entries);
      last = entries.at(-1)?.n ?? last;
    }
  }
}
