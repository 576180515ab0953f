// Runs one schedule. Only the seed decides which step comes next, until all steps are used. Then no
// more faults happen, the sweeper settles everything, and every invariant must hold.
import type { RedisClient } from "../../server/redis/client.js";
import { payReservation } from "../../server/commands/payments/pay-reservation.js";
import { AppError } from "../../server/errors.js";
import { holdIdOf, payIdOf, refundIdOf } from "../../server/journal/ids.js";
import { parseEntry } from "../../server/journal/entry.js";
import { payCancel } from "../../server/redis/pay/cancel.js";
import { payOwed } from "../../server/redis/pay/owed.js";
import { payUnsettled } from "../../server/redis/pay/unsettled.js";
import {
  settleAuthorisation,
  settleRefund,
  SettlingConflict,
  type SettlingPorts,
} from "../../server/workers/payments/payment-settling.js";
import { Crash } from "./gates.js";
import { judge } from "./judge.js";
import { Random } from "./random.js";
import { A, B, SHOWTIME, World, type Person, type Mutant } from "./world.js";

export interface Explored {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
  /** The kinds of entries in both journals. */
  readonly kinds: readonly string[];
}

const STEPS = 70;
const SETTLE_ROUNDS_MAX = 12;
const SETTLE_AFTER_MS = 31_000;
const EVERYTHING = 500;

interface Choice {
  readonly weight: number;
  readonly isPossible: boolean;
  readonly act: () => Promise<string> | string;
}

/** The attempts to hold and to pay: two members, two seats, and one hold that is paid twice. */
const HOLDS = [
  { person: A, opId: "hold-1", seats: [0] },
  { person: B, opId: "hold-2", seats: [1] },
  { person: B, opId: "hold-3", seats: [0] },
] as const;
const PAYMENTS = [
  { person: A, opId: "hold-1", key: "key-1" },
  { person: B, opId: "hold-2", key: "key-2" },
  { person: A, opId: "hold-1", key: "key-3" },
  { person: B, opId: "hold-3", key: "key-4" },
] as const;

const idOf = (person: Person, opId: string): string => holdIdOf(SHOWTIME, person.memberId, opId);

class Schedule {
  readonly trace: string[] = [];
  readonly violations: string[] = [];
  /** The payments that were answered "paid". */
  readonly answered = new Set<string>();
  readonly #world: World;
  readonly #random: Random;
  #left = { failovers: 2, sweeps: 5, jumps: 3, cancels: 2 };

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  async run(): Promise<void> {
    for (const { person, opId, key } of PAYMENTS.slice(0, 3)) this.#book(person, opId, key);
    await this.#world.gates.settle();
    for (let step = 0; step < STEPS; step++) {
      const choices = this.#choices().filter(({ isPossible }) => isPossible);
      this.trace.push(await this.#pick(choices).act());
      await this.#world.gates.settle();
    }
    await this.#rest();
  }

  #pick(choices: readonly Choice[]): Choice {
    let at = this.#random.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
    for (const choice of choices) {
      at -= choice.weight;
      if (at < 0) return choice;
    }
    throw new Error("nothing can happen");
  }

  #choices(): Choice[] {
    const { gates, shards, messages, mutant } = this.#world;
    const waiting = gates.waiting;
    return [
      { weight: 14, isPossible: waiting > 0, act: () => gates.open(this.#random.below(waiting)) },
      { weight: 1, isPossible: waiting > 0, act: () => this.#crash(waiting) },
      { weight: 4, isPossible: true, act: () => this.#commit() },
      { weight: 2, isPossible: messages > 0, act: () => this.#redeliver() },
      { weight: 1.5, isPossible: true, act: () => this.#bookAgain() },
      { weight: 1.5, isPossible: this.#left.sweeps > 0, act: () => this.#sweep() },
      { weight: 1, isPossible: this.#left.jumps > 0, act: () => this.#jump() },
      { weight: 1, isPossible: this.#left.cancels > 0, act: () => this.#cancel() },
      {
        weight: 0.6,
        isPossible: this.#left.failovers > 0,
        act: () => this.#failOver(this.#random.below(shards.length)),
      },
      {
        weight: 2,
        isPossible: mutant?.act !== undefined,
        act: async () => {
          await mutant?.act?.(this.#world);
          return "planted";
        },
      },
    ];
  }

  /** Starts a flow. Its errors are violations, except refusals and the death of its node. */
  #spawn(flow: () => Promise<unknown>): void {
    flow().catch((error: unknown) => {
      if (error instanceof AppError || error instanceof Crash) return;
      if (error instanceof SettlingConflict) this.violations.push(`I3 conflict: ${error.message}`);
      else this.violations.push(`assertion: ${String(error)}`);
    });
  }

  #book(person: Person, opId: string, key: string): void {
    const hold = HOLDS.find((one) => one.person === person && one.opId === opId);
    const holdId = idOf(person, opId);
    this.#spawn(async () => {
      await this.#world.till.hold(person.memberNo, holdId, hold?.seats ?? []);
      const ctx = this.#world.contextOf(person);
      const input = { reservationId: holdId, idempotencyKey: key };
      const { outcome, body } = await payReservation(ctx, input);
      if (outcome === "settled") this.answered.add(body.id);
    });
  }

  #bookAgain(): string {
    const { person, opId, key } = this.#random.pick(PAYMENTS);
    this.#book(person, opId, key);
    return `again ${opId} ${key}`;
  }

  #crash(waiting: number): string {
    return `crash at ${this.#world.gates.crash(this.#random.below(waiting))}`;
  }

  async #commit(): Promise<string> {
    const done: number[] = [];
    for (const shard of this.#world.shards) {
      done.push(await shard.commit(this.#random.below(4)));
    }
    return `commit ${done.join("+")}`;
  }

  async #redeliver(): Promise<string> {
    const at = this.#random.below(this.#world.messages);
    await this.#world.redeliver(at);
    return `redeliver ${at}`;
  }

  async #jump(): Promise<string> {
    this.#left.jumps -= 1;
    const ms = this.#random.pick([SETTLE_AFTER_MS, SETTLE_AFTER_MS, 301_000]);
    await this.#world.advance(ms);
    return `clock +${ms}`;
  }

  async #failOver(at: number): Promise<string> {
    this.#left.failovers -= 1;
    const shard = this.#world.shards[at];
    const isShowtime = shard?.shard === this.#world.showtime.shard;
    const lost = isShowtime
      ? Math.min(this.#world.mutant?.loses ?? 0, shard.durable.length - 2)
      : 0;
    await shard?.failOver(lost);
    return `failover of ${shard?.shard}`;
  }

  #cancel(): string {
    this.#left.cancels -= 1;
    const { person, key } = this.#random.pick(PAYMENTS);
    const payId = payIdOf(person.memberId, key);
    const { gated, showtime } = this.#world;
    this.#spawn(() => payCancel(gated, showtime, { payId, refundId: refundIdOf(payId) }));
    return `cancel ${key}`;
  }

  #sweep(): string {
    this.#left.sweeps -= 1;
    const { shard } = this.#random.pick(this.#world.shards);
    this.#spawn(() => this.#sweepShard(shard, this.#world.ports));
    return `sweep ${shard}`;
  }

  async #sweepShard(shard: number, ports: SettlingPorts): Promise<void> {
    const all = { olderMs: 30_000, limit: EVERYTHING };
    for (const found of await payUnsettled(ports.redis, { shard }, all)) {
      this.#spawn(() => settleAuthorisation(ports, found));
    }
    for (const found of await payOwed(ports.redis, { shard }, { ...all, olderMs: 0 })) {
      this.#spawn(() => settleRefund(ports, found));
    }
  }

  /**
   * The end of the schedule: no more requests come, all entries become durable, the sweeper runs.
   */
  async #rest(): Promise<void> {
    const world = this.#world;
    while (world.gates.waiting > 0) {
      world.gates.crash(0);
      await world.gates.settle();
    }
    world.gates.openForGood();
    const ports = world.portsOn(world.plain, (shard, op) => world.committedEntry(shard, op));
    for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
      for (const shard of world.shards) await shard.commit();
      const open: number[] = [];
      for (const { shard } of world.shards) open.push(await this.#settleAll(shard, ports));
      if (open.every((found) => found === 0)) break;
    }
    this.violations.push(...(await judge(world, this.answered)));
  }

  /**
   * Settles everything that is open in a shard.
   * @returns how many payments and refunds were open
   */
  async #settleAll(shard: number, ports: SettlingPorts): Promise<number> {
    const all = { olderMs: 0, limit: EVERYTHING };
    const settle = async (act: () => Promise<unknown>): Promise<void> => {
      await act().catch((error: unknown) => {
        if (error instanceof SettlingConflict) this.violations.push(`I3 ${error.message}`);
        else this.violations.push(`assertion: ${String(error)}`);
      });
    };
    const unsettled = await payUnsettled(ports.redis, { shard }, all);
    for (const found of unsettled) await settle(() => settleAuthorisation(ports, found));
    const owed = await payOwed(ports.redis, { shard }, all);
    for (const found of owed) await settle(() => settleRefund(ports, found));
    return unsettled.length + owed.length;
  }
}

/** Runs the schedule of one seed. It first deletes everything in the Redis database of `admin`. */
export async function explore(
  admin: RedisClient,
  seed: number,
  mutant?: Mutant,
): Promise<Explored> {
  const random = new Random(seed);
  const world = new World(admin, random, mutant);
  await world.open();
  const schedule = new Schedule(world, random);
  await schedule.run();
  const { violations, trace } = schedule;
  const lines = world.shards.flatMap(({ durable }) => durable);
  const kinds = new Set(lines.map(({ payload }) => parseEntry(payload).kind));
  return { seed, violations, trace, kinds: [...kinds].sort() };
}
