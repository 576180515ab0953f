// What the fans do, step by step. Some callers work at the same time. First all fans join; then, in
// the order of the joins, each waits for its admission, holds and pays.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { CrowdOrders, CrowdResult, Fan } from "../crowd/crowd-orders.js";
import type { Door, Reply } from "../crowd/door.js";

const REPEATS_MAX = 50;
const REPEAT_AFTER_MS = 200;
/** Answers that ask for the same call again. */
const LATER = new Set([
  ...["SALE_PAUSED", "SERVER_BUSY", "NOT_READY", "RATE_LIMITED", "IDEMPOTENCY_IN_FLIGHT"],
]);

interface Counts {
  paid: number;
  taken: number;
  repeated: number;
  readonly payMs: number[];
  readonly queueTokens: string[];
}

interface Joined {
  readonly queueToken: string;
  readonly isAdmitted: boolean;
  readonly at: number;
}

/** The crowd of one turn. */
export class Fans {
  readonly #orders: CrowdOrders;
  readonly #counts: Counts = { paid: 0, taken: 0, repeated: 0, payMs: [], queueTokens: [] };
  readonly #joined: Joined[] = [];

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
    if (plan !== "behind") await this.#each(doors, (door, at) => this.#join(door, at));
    await this.#each(doors, (door, at) => this.#continue(door, at));
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
    const body = await this.#ask("join", () => door.join(this.#fan(at)));
    this.#joined[at] = {
      queueToken: body.token ?? "",
      isAdmitted: body.status === "admitted",
      at: performance.now(),
    };
  }

  async #continue(door: Door, at: number): Promise<void> {
    const fan = this.#fan(at);
    if (this.#orders.plan === "behind") {
      await this.#lookFromBehind(door, at);
      return this.#holdAndPay(door, fan, fan.queueToken ?? "");
    }
    const queueToken = await this.#admitted(door, fan, this.#joined[at]);
    this.#counts.queueTokens[at] = queueToken;
    if (this.#orders.plan === "whole") await this.#holdAndPay(door, fan, queueToken);
  }

  async #lookFromBehind(door: Door, at: number): Promise<void> {
    const fan = this.#orders.waiting[at];
    if (fan === undefined) throw new Error("a fan for the end of the line is missing");
    const { token = "" } = await this.#ask("join", () => door.join(fan));
    const { status } = await this.#ask("place", () => door.place(fan, token));
    if (status !== "waiting") throw new Error(`a fan behind all others is ${status}`);
  }

  /** Asks until the fan is admitted, never sooner than the server permits. */
  async #admitted(door: Door, fan: Fan, joined: Joined | undefined): Promise<string> {
    if (joined === undefined) throw new Error("a fan has not joined");
    const { queueToken } = joined;
    if (joined.isAdmitted) return queueToken;
    await sleep(Math.max(0, joined.at + door.firstPlaceAfterMs - performance.now()));
    for (;;) {
      const place = await this.#ask("place", () => door.place(fan, queueToken));
      if (place.status === "admitted") return queueToken;
      if (place.status !== "waiting") throw new Error(`a place is ${place.status}`);
      await sleep((place.pollAfterMs ?? 0) / 2);
    }
  }

  async #holdAndPay(door: Door, fan: Fan, queueToken: string): Promise<void> {
    const held = await this.#try(() => door.hold(fan, queueToken));
    if (!held.isOk && held.code === "SEAT_TAKEN") {
      this.#counts.taken++;
      return;
    }
    if (!held.isOk) throw refusedAs("hold", held.code);
    const key = randomUUID();
    const { id = "" } = held.body;
    const startedAt = performance.now();
    await this.#ask("pay", () => door.pay(fan, id, key));
    this.#counts.payMs.push(performance.now() - startedAt);
    this.#counts.paid++;
  }

  /** @throws Error when the call is refused */
  async #ask(step: string, call: () => Promise<Reply>) {
    const reply = await this.#try(call);
    if (!reply.isOk) throw refusedAs(step, reply.code);
    return reply.body;
  }

  /** Repeats a call that is answered "later" or `pending`. */
  async #try(call: () => Promise<Reply>): Promise<Reply> {
    for (let repeats = 0; ; repeats++) {
      const reply = await call();
      const isLater = reply.isOk ? reply.body.status === "pending" : LATER.has(reply.code);
      if (!isLater || repeats >= REPEATS_MAX) return reply;
      this.#counts.repeated++;
      await sleep(reply.isOk ? REPEAT_AFTER_MS : (reply.retryAfterMs ?? REPEAT_AFTER_MS));
    }
  }

  #fan(at: number): Fan {
    const fan = this.#orders.fans[at];
    if (fan === undefined) throw new Error("there is no such fan");
    return fan;
  }
}

const refusedAs = (step: string, code: string): Error => new Error(`${step} was refused: ${code}`);
