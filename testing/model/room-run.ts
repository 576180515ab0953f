// Runs one sequence of steps on the scripts and on the model, and compares them after each step.
import { expect } from "@jest/globals";
import { placesKey, type ShowtimeKeyName } from "../../server/redis/keys.js";
import type { PlaceReply } from "../../server/redis/queue/place-reply.js";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueLeave } from "../../server/redis/queue/leave.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { queueTick, type QueueTick } from "../../server/redis/queue/tick.js";
import { showPolicy } from "../../server/redis/show/policy.js";
import type { TestShard } from "../kit/test-shard.js";
import { RoomModel, type RoomPolicy } from "./room-model.js";

export type Step =
  | {
      readonly act: "join" | "leave" | "enter" | "status" | "pay" | "hold";
      readonly memberNo: number;
    }
  | { readonly act: "admit"; readonly limit: number; readonly callers: number }
  | { readonly act: "advance"; readonly ms: number }
  | { readonly act: "policy"; readonly change: Partial<RoomPolicy> }
  | { readonly act: "tick" | "pause" | "resume" | "close" };

/** The state of a client after an answer and the ticks since then. */
interface Client {
  place: number;
  ahead: number;
  called: number;
  leftSeq: number;
  n: number;
}

const SESSION_MS = 60_000;
const ROOM_KEYS: readonly ShowtimeKeyName[] = [
  ...(["sale", "seats", "plan", "rows", "prices", "queue", "called"] as const),
  ...(["active", "sessions", "returning", "left", "departures"] as const),
];

/** One waiting room in Redis, and its model. */
export class RoomRun {
  readonly #shard: TestShard;
  readonly #target: { shard: number; showtime: number };
  readonly #model: RoomModel;
  readonly #clients = new Map<number, Client>();
  #ops = 0;
  positions = 0;

  private constructor(shard: TestShard, showtime: number, model: RoomModel) {
    this.#shard = shard;
    this.#target = { shard: shard.shard, showtime };
    this.#model = model;
  }

  /** Puts a showtime with an empty waiting room on sale. */
  static async open(shard: TestShard, showtime: number, policy: RoomPolicy): Promise<RoomRun> {
    await shard.putShowtime({
      showtime,
      seats: 1,
      sale: {
        mode: policy.mode,
        max_active: policy.maxActive,
        per_minute: policy.perMinute,
        session_ms: SESSION_MS,
      },
    });
    return new RoomRun(
      shard,
      showtime,
      new RoomModel(await shard.now(), { ...policy }, SESSION_MS),
    );
  }

  /** Takes one step on both, and compares the answers. */
  async take(step: Step): Promise<void> {
    const model = this.#model;
    switch (step.act) {
      case "advance":
        await this.#shard.advance(step.ms);
        model.now += step.ms;
        return;
      case "admit":
        return this.#admit(step.limit, step.callers);
      case "tick":
        return this.#tick();
      case "pause":
      case "resume":
      case "close":
        model[step.act]();
        return this.#policy({ state: model.state });
      case "policy":
        Object.assign(model.policy, step.change);
        return this.#policy(step.change);
      case "join":
        return this.#join(step.memberNo);
      default:
        return this.#ofPlace(step.act, step.memberNo);
    }
  }

  async #join(memberNo: number): Promise<void> {
    const model = this.#model;
    const wasIn = model.placeOf(memberNo);
    const expected = model.join(memberNo);
    const joining = queueJoin(this.#shard.racer, this.#target, { memberNo });
    if (expected === undefined) {
      await expect(joining).rejects.toMatchObject({ code: "SALE_CLOSED" });
      return;
    }
    const reply = await joining;
    expect(reply).toMatchObject({ ...expected, isNew: model.placeOf(memberNo) !== wasIn });
    this.#answered(memberNo, reply);
  }

  async #ofPlace(act: "leave" | "enter" | "status" | "pay" | "hold", memberNo: number) {
    const place = this.#model.placeOf(memberNo);
    if (place === undefined) return;
    const { racer, admin } = this.#shard;
    const input = { memberNo, place: place.number };
    if (act === "pay" || act === "hold") {
      if (this.#model.statusOf(place) !== "admitted") return;
      if (act === "hold") {
        // `seat/hold` keeps the slot of its owner, and `pay/confirm` ends the owner's place.
        place.slotEndsAt = Math.max(place.slotEndsAt, this.#model.now + SESSION_MS + 5000);
        await admin.zadd(this.#key("active"), "XX", "GT", place.slotEndsAt, place.number);
        return;
      }
      this.#model.pay(place);
      await admin.hset(placesKey({ ...this.#target, memberNo }), memberNo, `${place.number} d`);
      await admin.zrem(this.#key("active"), place.number);
      await admin.hdel(this.#key("sessions"), String(place.number));
      return;
    }
    const script = { leave: queueLeave, enter: queueEnter, status: queueStatus }[act];
    const expected = act === "status" ? this.#model.seen(place) : this.#model[act](place);
    const reply = await script(racer, this.#target, input);
    expect(reply).toMatchObject(expected);
    this.#answered(memberNo, reply);
  }

  #key(name: ShowtimeKeyName): string {
    return this.#shard.showtime(this.#target.showtime, name);
  }

  async #policy(change: Partial<RoomPolicy> & { state?: RoomModel["state"] }): Promise<void> {
    this.#ops += 1;
    const opId = `${this.#target.showtime}-${this.#ops}`;
    await showPolicy(this.#shard.racer, this.#target, { opId, ...change });
  }

  async #admit(limit: number, callers: number): Promise<void> {
    const model = this.#model;
    const expected = Array.from({ length: callers }, () => model.admit(limit));
    const replies = await Promise.all(
      expected.map(() => queueAdmit(this.#shard.racer, this.#target, { limit })),
    );
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
    expect(sum(replies.map(({ calledNow }) => calledNow))).toBe(sum(expected));
    expect(replies.at(-1)?.waiting).toBe(model.waiting().length);
  }

  #answered(memberNo: number, reply: PlaceReply): void {
    this.#clients.delete(memberNo);
    if (reply.status !== "waiting") return;
    const { place, ahead, called, leftSeq, tick } = reply;
    this.#clients.set(memberNo, { place, ahead, called, leftSeq, n: tick });
  }

  async #tick(): Promise<void> {
    const tick = await queueTick(this.#shard.racer, this.#target, {});
    expect(tick.waiting).toBe(this.#model.waiting().length);
    expect(tick.perMinute).toBe(this.#model.pace());
    for (const [memberNo, client] of this.#clients) {
      if (client.place <= tick.head) this.#clients.delete(memberNo);
      else this.#follow(memberNo, client, tick);
    }
  }

  /** The formula of the client, which needs no call to Redis. */
  #follow(memberNo: number, client: Client, tick: QueueTick): void {
    expect(tick.n).toBe(client.n + 1);
    client.n = tick.n;
    const firstListed = tick.leftSeq - tick.pending - tick.left.length + 1;
    const departed = tick.left.filter(
      (place, i) => firstListed + i > client.leftSeq && place < client.place,
    );
    client.ahead -= tick.called - client.called + departed.length;
    client.called = tick.called;
    client.leftSeq = Math.max(client.leftSeq, tick.leftSeq - tick.pending);
    const place = this.#model.placeOf(memberNo);
    if (tick.pending > 0 || place === undefined) return;
    if (this.#model.statusOf(place) !== "waiting") return;
    expect(client.ahead).toBe(this.#model.ahead(place));
    this.positions += 1;
  }

  /**
   * Checks that no place was lost or given twice, and that places were called in order of arrival.
   */
  async finish(): Promise<void> {
    const { calledInOrder, places } = this.#model;
    expect(calledInOrder).toEqual([...calledInOrder].sort((a, b) => a - b));
    for (const memberNo of new Set(places.map((place) => place.memberNo))) {
      const place = this.#model.placeOf(memberNo);
      if (place === undefined) continue;
      const input = { memberNo, place: place.number };
      const reply = await queueStatus(this.#shard.racer, this.#target, input);
      expect(reply).toMatchObject(this.#model.seen(place));
    }
    await this.#shard.admin.unlink(...ROOM_KEYS.map((name) => this.#key(name)));
    await this.#shard.admin.unlink(placesKey({ ...this.#target, memberNo: 1 }));
  }
}
