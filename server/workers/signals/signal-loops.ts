// What a node does for a shard on duty besides copying its journal: it calls places, ends lapsed
// holds and sends signals. Each loop has its own pace; none delays another, or the journal.
import type { Logger } from "pino";
import type { Broadcast, Services } from "../../context.js";
import { BackgroundLoop } from "../../pace/background-loop.js";
import { ADMIT_LIMIT_MAX, queueAdmit } from "../../redis/queue/admit.js";
import { queueTick } from "../../redis/queue/tick.js";
import type { ScriptRunner } from "../../redis/script-runner.js";
import { seatSweep } from "../../redis/seat/sweep.js";
import type { Showtime, ShowtimeDirectory } from "../../catalogue/showtime-directory.js";
import type { DutyLoop, JournalledEntry, ShardDuty, StartDutyLoop } from "../duty/duty.js";
import { EachShowtime } from "./each-showtime.js";
import { ExpiringHolds } from "./expiring-holds.js";
import { MemberSignals } from "./member-signals.js";
import { SaleWatch } from "./sale-watch.js";
import { SeatDeltas } from "./seat-deltas.js";
import { ServedShowtimes } from "./served-showtimes.js";
import type { Millis } from "../../journal/brands.js";

/** How often each loop runs, in ms. */
export interface SignalPace {
  readonly admitMs: Millis;
  readonly sweepMs: Millis;
  readonly tickMs: Millis;
  readonly deltaMs: Millis;
  /** An empty delta is sent after so much silence. */
  readonly silenceMs: Millis;
  readonly expiringMs: Millis;
  readonly refreshMs: Millis;
}

const PACE: SignalPace = {
  admitMs: 100,
  sweepMs: 100,
  tickMs: 1000,
  deltaMs: 100,
  silenceMs: 1000,
  expiringMs: 1000,
  refreshMs: 1000,
};

const SWEEP_LIMIT = 500;

/** What the loops work with. */
export interface SignalParts {
  readonly runner: ScriptRunner;
  readonly directory: Pick<ShowtimeDirectory, "onSale">;
  readonly broadcast: Broadcast;
  readonly log: Logger;
  readonly now: () => number;
  readonly pace?: Partial<SignalPace>;
}

interface RunningLoop {
  start(): void;
  stop(): Promise<void>;
}

/** The loops of one duty. */
export class SignalLoops implements DutyLoop {
  readonly #parts: SignalParts;
  readonly #duty: ShardDuty;
  readonly #served: ServedShowtimes;
  readonly #deltas: SeatDeltas;
  readonly #members: MemberSignals;
  readonly #sales: SaleWatch;
  readonly #loops: readonly RunningLoop[];

  constructor(parts: SignalParts, duty: ShardDuty) {
    const { runner, directory, broadcast, log, now } = parts;
    const pace = { ...PACE, ...parts.pace };
    const showtimes = () => this.#served.list();
    this.#parts = parts;
    this.#duty = duty;
    this.#served = new ServedShowtimes({ shard: duty.shard, runner, directory, log });
    this.#deltas = new SeatDeltas({
      ...{ epoch: duty.epoch, startN: duty.durableN(), silenceMs: pace.silenceMs },
      ...{ broadcast, showtimes, now: () => performance.now() },
    });
    this.#members = new MemberSignals({ broadcast, durableN: () => duty.durableN() });
    this.#sales = new SaleWatch({ broadcast, showtimes });
    const expiring = new ExpiringHolds({ runner, broadcast, now });
    const each = (name: string, everyMs: Millis, task: (showtime: Showtime) => Promise<void>) =>
      new EachShowtime({ name, everyMs, log, showtimes, task });
    this.#loops = [
      new BackgroundLoop({
        ...{ name: "served", pace: { everyMs: pace.refreshMs }, log },
        turn: () => this.#refresh(),
      }),
      new BackgroundLoop({
        ...{ name: "deltas", pace: { everyMs: pace.deltaMs }, log },
        turn: () => this.#flush(),
      }),
      each("admission", pace.admitMs, (showtime) => this.#admit(showtime)),
      each("sweep", pace.sweepMs, (showtime) => this.#sweep(showtime)),
      each("tick", pace.tickMs, (showtime) => this.#tick(showtime)),
      each("expiring", pace.expiringMs, (showtime) => expiring.announce(showtime)),
    ];
  }

  /** Starts every loop. */
  start(): void {
    for (const loop of this.#loops) loop.start();
  }

  /** Waits for the turns under way; afterwards nothing is sent. */
  async stop(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
  }

  /** Takes the next entries of the journal. */
  onEntries(entries: readonly JournalledEntry[]): void {
    this.#deltas.take(entries);
    this.#members.take(entries);
    this.#sales.take(entries);
  }

  async #refresh(): Promise<void> {
    await this.#served.refresh();
    this.#sales.forgetOthers((id) => this.#served.has(id));
  }

  #flush(): void {
    if (this.#duty.signal.aborted) return;
    this.#deltas.flush();
    this.#members.flush();
  }

  /** Whether scripts may change anything: without a lease each of them refuses. */
  #isSelling(): boolean {
    return this.#duty.isLeased() && !this.#duty.signal.aborted;
  }

  async #admit({ id }: Showtime): Promise<void> {
    const target = { shard: this.#duty.shard, showtime: id };
    for (let more = true; more && this.#isSelling();) {
      ({ more } = await queueAdmit(this.#parts.runner, target, { limit: ADMIT_LIMIT_MAX }));
    }
  }

  async #sweep({ id }: Showtime): Promise<void> {
    const target = { shard: this.#duty.shard, showtime: id };
    for (let done = SWEEP_LIMIT; done >= SWEEP_LIMIT && this.#isSelling();) {
      ({ done } = await seatSweep(this.#parts.runner, target, { limit: SWEEP_LIMIT }));
    }
  }

  async #tick({ id }: Showtime): Promise<void> {
    const { runner, broadcast } = this.#parts;
    const tick = await queueTick(runner, { shard: this.#duty.shard, showtime: id }, {});
    this.#sales.ticked(id, tick);
    if (tick.n === 0 || this.#duty.signal.aborted) return;
    const { n, head, called, leftSeq, left, pending, waiting, perMinute } = tick;
    broadcast.toShowtime(id, "queue:tick", {
      showtimeId: String(id),
      ...{ n, head, called, leftSeq, left, pending, waiting, ratePerMinute: perMinute },
    });
  }
}

/** How a shard's worker starts the signal loops of a duty. */
export function signalLoops(parts: {
  readonly services: Pick<Services, "redis" | "showtimes" | "log" | "now">;
  readonly broadcast: Broadcast;
}): StartDutyLoop {
  const { services, broadcast } = parts;
  const { redis: runner, showtimes: directory, log, now } = services;
  return (duty) => {
    const loops = new SignalLoops({ runner, directory, broadcast, log, now }, duty);
    loops.start();
    return loops;
  };
}
