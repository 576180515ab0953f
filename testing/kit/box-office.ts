// One showtime on a test shard and what can be done with its seats, by short calls. Members have
// the place of their own number; every call of a test goes through the confined runner.
import { expect } from "@jest/globals";
import type { Hold } from "../../server/redis/seat/hold-reply.js";
import { holdWanted, type Wanted } from "../../server/redis/seat/hold-wanted.js";
import {
  seatBest,
  SEARCH_START,
  type BestAnswer,
  type BestSeats,
} from "../../server/redis/seat/best.js";
import { seatChange } from "../../server/redis/seat/change.js";
import { seatHold, type SeatsOrUnits } from "../../server/redis/seat/hold.js";
import { seatRead, type HoldRead } from "../../server/redis/seat/read.js";
import { seatRelease } from "../../server/redis/seat/release.js";
import { seatSweep, type Swept } from "../../server/redis/seat/sweep.js";
import { valueOf, type ScriptRunner } from "../../server/redis/script-runner.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { showPolicy, type LiveSale, type ShowPolicyInput } from "../../server/redis/show/policy.js";
import type { ShowtimeOptions, TestShard } from "./test-shard.js";
import type { HoldId, MemberNo, PayId, ShardId, ShowtimeId } from "../../server/journal/brands.js";

export const HOLD_MS = 300_000;
export const SESSION_MS = 600_000;
export const GRACE_MS = 60_000;
const LEASE_MS = 3000;

const seatsOrUnits = (wanted: readonly number[] | SeatsOrUnits): SeatsOrUnits =>
  "length" in wanted ? { seats: wanted } : wanted;

export class BoxOffice {
  layoutVersion = 1;

  private constructor(
    readonly shard: TestShard,
    readonly showtime: ShowtimeId,
    readonly runner: ScriptRunner,
  ) {}

  static async open(shard: TestShard, options: ShowtimeOptions): Promise<BoxOffice> {
    const { showtime } = await shard.putShowtime(options);
    return new BoxOffice(shard, showtime, shard.runner);
  }

  /** The same showtime for many callers at once. */
  crowd(): BoxOffice {
    return new BoxOffice(this.shard, this.showtime, this.shard.racer);
  }

  get target(): { shard: ShardId; showtime: ShowtimeId } {
    return { shard: this.shard.shard, showtime: this.showtime };
  }

  async admit(...members: number[]): Promise<void> {
    for (const memberNo of members) await this.shard.admit(this.showtime, memberNo);
  }

  hold(
    memberNo: MemberNo,
    holdId: HoldId,
    wanted: readonly number[] | SeatsOrUnits,
  ): Promise<Hold> {
    const { layoutVersion } = this;
    const input = {
      memberNo,
      place: memberNo,
      holdId,
      layoutVersion,
      wanted: seatsOrUnits(wanted),
    };
    return seatHold(this.runner, this.target, input);
  }

  /** As commands hold: refused only after a sweep that found nothing. */
  async holdSettled(memberNo: MemberNo, holdId: HoldId, wanted: Wanted): Promise<Hold> {
    const { layoutVersion } = this;
    const input = { memberNo, place: memberNo, holdId, layoutVersion, wanted };
    return valueOf(await holdWanted(this.runner, this.target, input));
  }

  best(
    memberNo: MemberNo,
    holdId: HoldId,
    best: { count: number } & Partial<BestSeats>,
    from = SEARCH_START,
  ): Promise<BestAnswer> {
    const full = { priceClass: undefined, accessible: false, ...best };
    const { layoutVersion } = this;
    const input = { memberNo, place: memberNo, holdId, layoutVersion, best: full, from };
    return seatBest(this.runner, this.target, input);
  }

  change(
    memberNo: MemberNo,
    holdId: HoldId,
    opId: string,
    seats: readonly number[],
  ): Promise<Hold> {
    const { layoutVersion } = this;
    return seatChange(this.runner, this.target, { memberNo, holdId, opId, layoutVersion, seats });
  }

  release(memberNo: MemberNo, holdId: HoldId, opId: string): Promise<Hold> {
    return seatRelease(this.runner, this.target, { memberNo, holdId, opId });
  }

  sweep(limit = 500): Promise<Swept> {
    return seatSweep(this.runner, this.target, { limit });
  }

  read(holdId: HoldId, payId?: PayId): Promise<HoldRead | undefined> {
    return seatRead(this.runner, this.target, { holdId, ...(payId ? { payId } : {}) });
  }

  /** The organiser's hand on the sale. */
  policy(opId: string, change: Omit<ShowPolicyInput, "opId">): Promise<LiveSale> {
    return showPolicy(this.runner, this.target, { opId, ...change });
  }

  /** No lease from `inMs` on: the shard stops selling by itself. */
  async lapseLease(inMs = 0): Promise<void> {
    const record = await this.shard.control();
    await this.shard.setControl({ ...record, leaseEndsAt: record.clock + inMs });
  }

  async renewLease(leaseMs = LEASE_MS): Promise<void> {
    const { n } = await this.shard.control();
    await shardLease(this.runner, this.target, { leaseMs, durableN: n });
  }

  async state(seat: number): Promise<number | undefined> {
    const bytes = await this.shard.admin.getBuffer(this.shard.showtime(this.showtime, "seats"));
    return bytes?.[seat];
  }

  /** End of a place's slot; undefined once it is the next one's. */
  async slotOf(place: number): Promise<number | undefined> {
    const score = await this.shard.admin.zscore(
      this.shard.showtime(this.showtime, "active"),
      place,
    );
    return score === null ? undefined : Number(score);
  }

  member(memberNo: MemberNo): Promise<string | null> {
    return this.shard.admin.hget(this.shard.showtime(this.showtime, "members"), String(memberNo));
  }

  stock(area: number): Promise<string | null> {
    return this.shard.admin.hget(this.shard.showtime(this.showtime, "stock"), String(area));
  }

  put(name: string, value: string | number): Promise<number> {
    return this.shard.admin.hset(this.shard.showtime(this.showtime, "sale"), name, value);
  }

  /** A refusal leaves no trace. */
  async refuses(call: () => Promise<unknown>, code: string, meta?: object): Promise<void> {
    const before = await this.shard.dump();
    await expect(call()).rejects.toMatchObject(meta === undefined ? { code } : { code, meta });
    expect(await this.shard.dump()).toEqual(before);
  }

  /** A repetition answers the same and changes nothing. */
  async repeats(call: () => Promise<Hold>): Promise<void> {
    const first = await call();
    const before = await this.shard.dump();
    expect(await call()).toEqual(first);
    expect(await this.shard.dump()).toEqual(before);
  }
}
