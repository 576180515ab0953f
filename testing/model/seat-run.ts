// Plays one sequence of steps on the real scripts and on the model. It compares every answer, and
// the complete state at the end.
import { expect } from "@jest/globals";
import { AppError } from "../../server/errors.js";
import type { Hold } from "../../server/redis/seat/hold-reply.js";
import { valueOf } from "../../server/redis/script-runner.js";
import { holdWanted, type Wanted } from "../../server/redis/seat/hold-wanted.js";
import { payCancel } from "../../server/redis/pay/cancel.js";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import { paySettle } from "../../server/redis/pay/settle.js";
import { walletKey } from "../../server/redis/keys.js";
import { seatBest, SEARCH_START } from "../../server/redis/seat/best.js";
import { showBlock } from "../../server/redis/show/block.js";
import { showUnblock } from "../../server/redis/show/unblock.js";
import type { TestShard } from "../kit/test-shard.js";
import { BoxOffice } from "../kit/box-office.js";
import { SMALL_SHOWTIME, MEMBERS, SHOWTIME } from "./small-showtime.js";
import { brokenRules } from "./seat-invariants.js";
import { SeatModel, type Answer, type Who } from "./seat-model.js";
import { assign, emptyState, stateInRedis } from "./seat-state.js";
import { opOf, payOf, playInModel, refundOf, stateOf, whoOf, type Step } from "./seat-steps.js";

const ENDLESS_MS = 1_000_000_000;
const LETTERS = { held: "H", paid: "P", released: "R", expired: "E", cancelled: "C" } as const;
/** The details of a refusal that are compared, by its code. */
const DETAILS: Readonly<Record<string, string>> = {
  SEAT_TAKEN: "seats",
  OUT_OF_STOCK: "left",
  LIMIT_REACHED: "limit",
  INSUFFICIENT_BALANCE: "available",
};

/** The answer of a hold reply. It lacks the last operation, which is compared at the end. */
function answerWith({ area, n: _n, place: _place, status, ...hold }: Hold): Answer {
  return { hold: { ...hold, status: LETTERS[status], isArea: area !== undefined, op: "" } };
}

function withoutOp(answer: Answer): Answer {
  const { hold } = answer as { hold?: object };
  return hold === undefined ? answer : { hold: { ...hold, op: "" } };
}

async function answerOf(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const name = DETAILS[error.code];
    if (name === undefined) return { refused: error.code };
    return { refused: error.code, details: error.meta?.[name] };
  }
}

/** One showtime in Redis, and its model. */
export class SeatRun {
  readonly model = new SeatModel();
  /** The result of each step, for example `hold OK` or `hold SEAT_TAKEN`. */
  readonly outcomes: string[] = [];
  #policies = 0;

  private constructor(
    readonly shard: TestShard,
    readonly office: BoxOffice,
  ) {}

  /** Puts a new showtime on sale. It first deletes everything in the Redis of the test. */
  static async open(shard: TestShard): Promise<SeatRun> {
    await shard.admin.flushdb();
    await shard.setControl({});
    await shard.admin.hset(walletKey(shard.shard, "wallets", 1), emptyState().money);
    const office = await BoxOffice.open(shard, SMALL_SHOWTIME);
    return new SeatRun(shard, office.crowd());
  }

  /** Plays the steps on both, and compares answers and state. */
  async play(steps: readonly Step[]): Promise<void> {
    for (const [at, step] of steps.entries()) {
      const who = whoOf(this.model, step, MEMBERS);
      const expected = withoutOp(playInModel(this.model, step, who));
      const answer = await answerOf(() => this.#playInRedis(step, who));
      expect({ at, step, who, answer }).toEqual({ at, step, who, answer: expected });
      this.outcomes.push(`${step.act} ${"refused" in answer ? answer.refused : "OK"}`);
    }
    await this.#compare();
  }

  async #compare(): Promise<void> {
    const { looks, ...state } = await stateInRedis(this.shard);
    expect(brokenRules({ ...state, looks })).toEqual([]);
    expect(this.#notDue(looks)).toEqual([]);
    expect(state).toEqual(this.model.state);
    const replayed = emptyState();
    for (const entry of await this.shard.entries()) assign(replayed, entry);
    for (const id of Object.keys(replayed.holds)) {
      if (!(id in state.holds)) delete replayed.holds[id];
    }
    expect(replayed).toEqual(state);
    expect(await this.#ends("active")).toEqual(this.model.slots);
    expect(await this.#ends("sessions")).toEqual(this.model.sessions);
  }

  /** The lapsed holds that a sweep would not look at: seat/hold would take their seats for held. */
  #notDue(looks: Readonly<Record<string, number>>): string[] {
    const { state, time } = this.model;
    const isDue = (id: string) => (looks[id] ?? Infinity) <= time.now;
    return Object.keys(state.holds).filter((id) => this.model.hasLapsed(id) && !isDue(id));
  }

  async #ends(name: "active" | "sessions"): Promise<Map<number, number>> {
    const key = this.shard.showtime(SHOWTIME, name);
    const { admin } = this.shard;
    const flat =
      name === "active"
        ? await admin.zrange(key, 0, "-1", "WITHSCORES")
        : Object.entries(await admin.hgetall(key)).flat();
    const ends = new Map<number, number>();
    for (let i = 0; i < flat.length; i += 2) ends.set(Number(flat[i]), Number(flat[i + 1]));
    return ends;
  }

  async #playInRedis(step: Step, who: Who & { total: number }): Promise<Answer> {
    const { office } = this;
    const { memberNo, holdId, total } = who;
    switch (step.act) {
      case "hold":
        return answerWith(await office.hold(memberNo, holdId, step.seats));
      case "area": {
        const units = { area: 0, quantity: step.quantity };
        return step.settled
          ? this.#settled(who, units)
          : answerWith(await office.hold(memberNo, holdId, units));
      }
      case "best":
        return step.settled
          ? this.#settled(who, { best: step.asked })
          : this.#searchOnce(step, who);
      case "change":
        return answerWith(await office.change(memberNo, holdId, opOf(step), step.seats));
      case "release":
        return answerWith(await office.release(memberNo, holdId, opOf(step)));
      case "read": {
        const read = await office.read(holdId);
        return read ? answerWith(read.hold) : { hold: undefined };
      }
      case "confirm": {
        const input = { payId: payOf(step), holdId, memberNo, amount: total + step.wrongBy };
        return { pay: await payConfirm(office.runner, { ...office.target, memberNo }, input) };
      }
      case "settle": {
        const target = { ...office.target, memberNo };
        const input = { payId: payOf(step), holdId, memberNo };
        const settled = await paySettle(office.runner, target, input);
        if (settled === undefined) return { pay: undefined };
        const { isCreated: _isCreated, ...pay } = settled;
        return { pay };
      }
      case "cancel": {
        const input = { payId: payOf(step), refundId: refundOf(step) };
        return { pay: await payCancel(office.runner, office.target, input) };
      }
      case "block":
      case "unblock": {
        const script = step.act === "block" ? showBlock : showUnblock;
        const input = { opId: opOf(step), layoutVersion: 1, seats: step.seats };
        await script(office.runner, office.target, input);
        return {};
      }
      case "sweep":
        return { expired: (await office.sweep()).expired };
      default:
        return this.#playTime(step);
    }
  }

  async #playTime(step: Step): Promise<Answer> {
    const { office, shard } = this;
    if (step.act === "pause" || step.act === "resume") {
      const { state } = await office.policy(`policy-${this.#policies++}`, { state: stateOf(step) });
      return { state };
    }
    if (step.act === "hold-for") {
      await office.policy(`policy-${this.#policies++}`, { holdMs: step.ms });
    } else if (step.act === "advance") await shard.advance(step.ms);
    else if (step.act === "admit") await office.admit(step.memberNo);
    else if (step.act === "renew") await office.renewLease(ENDLESS_MS);
    else if (step.act === "lapse") {
      const { clock, leaseEndsAt } = await shard.control();
      if (leaseEndsAt > clock) await office.lapseLease();
    }
    return {};
  }

  async #settled({ memberNo, holdId }: Who, wanted: Wanted): Promise<Answer> {
    const input = { memberNo, place: memberNo, holdId, layoutVersion: 1, wanted };
    return answerWith(valueOf(await holdWanted(this.office.runner, this.office.target, input)));
  }

  async #searchOnce(
    { asked }: Extract<Step, { act: "best" }>,
    { memberNo, holdId }: Who,
  ): Promise<Answer> {
    const who = { memberNo, place: memberNo, holdId, layoutVersion: 1 };
    const input = { ...who, best: asked, from: SEARCH_START };
    const answer = await seatBest(this.office.runner, this.office.target, input);
    return "hold" in answer ? answerWith(answer.hold) : answer;
  }
}
