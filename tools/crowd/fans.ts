// What the fans do, step by step. Some callers work at the same time. First all fans join; then, in
// the order of the joins, each waits for its admission, holds and pays.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { refused } from "./refused.js";
import type { CrowdOrders, CrowdResult, CrowdStep, Fan, PaidFan, Place } from "./crowd-orders.js";
import type { Door, Reply } from "./door.js";

const SECOND_MS = 1000;
const REPEATS_MAX = 50;
const REPEAT_AFTER_MS = 200;
/** Answers that ask for the same call again. */
const LATER = new Set([
  ...["SALE_PAUSED", "SERVER_BUSY", "NOT_READY", "RATE_LIMITED", "IDEMPOTENCY_IN_FLIGHT"],
]);

interface Counts {
  held: number;
  paid: number;
  taken: number;
  repeated: number;
  readonly stepMs: Record<CrowdStep, number[]>;
  readonly payments: PaidFan[];
  readonly places: Place[];
}

interface Joined {
  readonly place: Place;
  readonly isAdmitted: boolean;
  readonly at: number;
}

/** The crowd of one turn. */
export class Fans {
  readonly #orders: CrowdOrders;
  readonly #counts: Counts = {
    ...{ held: 0, paid: 0, taken: 0, repeated: 0, payments: [], places: [] },
    stepMs: { join: [], admit: [], hold: [], pay: [] },
  };
  readonly #joined: Joined[] = [];
  #startedAt = 0;

  constructor(orders: CrowdOrders) {
    this.#orders = orders;
  }

  /**
   * Lets the fans buy through the doors, one per caller.
   * @throws Error for an unforeseen refusal
   */
  async buy(doors: readonly Door[]): Promise<CrowdResult> {
    const { plan } = this.#orders;
    const startedAt = performance.now();
    this.#startedAt = startedAt;
    if (plan === "whole" || plan === "enter")
      await this.#each(doors, (door, at) => this.#join(door, at));
    await this.#each(doors, async (door, at) => {
      if (plan === "paced") await this.#come(door, at, startedAt);
      await this.#continue(door, at);
    });
    return { ...this.#counts, wallMs: performance.now() - startedAt };
  }

  /** Every caller takes the next fan until none is left. */
  async #each(doors: readonly Door[], act: (door: Door, at: number) => Promise<void>) {
    const count = this.#orders.fans.length;
    let next = 0;
    await Promise.all(
      doors.map(async (door) => {
        for (let at = next++; at < count; at = next++) await act(door, at);
      }),
    );
  }

  async #join(door: Door, at: number): Promise<void> {
    const body = await this.#timed("join", () => this.#ask("join", () => door.join(this.#fan(at))));
    this.#joined[at] = {
      place: { queueToken: body.token ?? "", number: body.place ?? 0 },
      isAdmitted: body.status === "admitted",
      at: performance.now(),
    };
  }

  async #come(door: Door, at: number, startedAt: number): Promise<void> {
    const dueAt = startedAt + (at * SECOND_MS) / (this.#orders.perSecond ?? 1);
    await sleep(Math.max(0, dueAt - performance.now()));
    await this.#join(door, at);
  }

  async #continue(door: Door, at: number): Promise<void> {
    const fan = this.#fan(at);
    const { plan } = this.#orders;
    if (plan === "hold") {
      await this.#hold(door, fan, fan.queueToken ?? "");
      return;
    }
    if (plan === "behind") {
      await this.#lookFromBehind(door, at);
      return this.#holdAndPay(door, at, fan.queueToken ?? "");
    }
    const place = await this.#admitted(door, fan, this.#joined[at]);
    this.#counts.places[at] = place;
    if (plan !== "enter") await this.#holdAndPay(door, at, place.queueToken);
  }

  async #lookFromBehind(door: Door, at: number): Promise<void> {
    const fan = this.#orders.waiting[at];
    if (fan === undefined) throw new Error("a fan for the end of the line is missing");
    const { token = "" } = await this.#ask("join", () => door.join(fan));
    const { status } = await this.#ask("place", () => door.place(fan, token));
    if (status !== "waiting") throw new Error(`a fan behind all others is ${status}`);
  }

  /** Asks until the fan is admitted, never sooner than the server permits. */
  async #admitted(door: Door, fan: Fan, joined: Joined | undefined): Promise<Place> {
    if (joined === undefined) throw new Error("a fan has not joined");
    if (joined.isAdmitted) return joined.place;
    const { queueToken } = joined.place;
    await sleep(Math.max(0, joined.at + door.firstPlaceAfterMs - performance.now()));
    for (;;) {
      const body = await this.#ask("place", () => door.place(fan, queueToken));
      if (body.status === "admitted") {
        this.#counts.stepMs.admit.push(performance.now() - joined.at);
        return joined.place;
      }
      if (body.status !== "waiting") throw new Error(`a place is ${body.status}`);
      await sleep((body.pollAfterMs ?? 0) / 2);
    }
  }

  /** The id of the hold; undefined when the seat was taken. */
  async #hold(door: Door, fan: Fan, queueToken: string): Promise<string | undefined> {
    const held = await this.#timed("hold", () => this.#try(() => door.hold(fan, queueToken)));
    if (held.isOk) {
      this.#counts.held++;
      return held.body.id ?? "";
    }
    if (held.problem.code !== "SEAT_TAKEN") throw refused("hold", held.problem);
    this.#counts.taken++;
    return undefined;
  }

  async #holdAndPay(door: Door, at: number, queueToken: string): Promise<void> {
    const fan = this.#fan(at);
    const id = await this.#hold(door, fan, queueToken);
    if (id === undefined) return;
    const key = randomUUID();
    const { id: paymentId = "" } = await this.#timed("pay", () =>
      this.#ask("pay", () => door.pay(fan, id, key)),
    );
    const afterMs = performance.now() - this.#startedAt;
    this.#counts.payments.push({ fan: at, paymentId, reservationId: id, afterMs });
    this.#counts.paid++;
  }

  async #timed<T>(step: CrowdStep, call: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const answer = await call();
    this.#counts.stepMs[step].push(performance.now() - startedAt);
    return answer;
  }

  /** @throws Error when the call is refused */
  async #ask(step: string, call: () => Promise<Reply>) {
    const reply = await this.#try(call);
    if (!reply.isOk) throw refused(step, reply.problem);
    return reply.body;
  }

  /** Repeats a call that is answered "later" or `pending`. */
  async #try(call: () => Promise<Reply>): Promise<Reply> {
    for (let repeats = 0; ; repeats++) {
      const reply = await call();
      const isLater = reply.isOk ? reply.body.status === "pending" : LATER.has(reply.problem.code);
      if (!isLater || repeats >= REPEATS_MAX) return reply;
      this.#counts.repeated++;
      await sleep(reply.isOk ? REPEAT_AFTER_MS : (reply.problem.retryAfterMs ?? REPEAT_AFTER_MS));
    }
  }

  #fan(at: number): Fan {
    const fan = this.#orders.fans[at];
    if (fan === undefined) throw new Error("there is no such fan");
    return fan;
  }
}
