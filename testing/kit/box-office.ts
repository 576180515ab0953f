// Short calls for everything that can be done with the seats of one showtime on a test shard. The
// place of a member is their number. The calls use the confined runner, which may touch only
// declared keys.
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

/** One showtime on a test shard. */
export class BoxOffice {
  layoutVersion = 1;

  private constructor(
    readonly shard: TestShard,
    readonly showtime: ShowtimeId,
    readonly runner: ScriptRunner,
  ) {}

  /** Puts a showtime on sale. */
  static async open(shard: TestShard, options: ShowtimeOptions): Promise<BoxOffice> {
    const { showtime } = await shard.putShowtime(options);
    return new BoxOffice(shard, showtime, shard.runner);
  }

  /** The same showtime, for many callers at the same time. */
  crowd(): BoxOffice {
    return new BoxOffice(this.shard, this.showtime, this.shard.racer);
  }

  /** The target of its scripts. */
  get target(): { shard: ShardId; showtime: ShowtimeId } {
    return { shard: this.shard.shard, showtime: this.showtime };
  }

  /** Admits members: each has a booking session. */
  async admit(...members: number[]): Promise<void> {
    for (const memberNo of members) await this.shard.admit(this.showtime, memberNo);
  }

  /** Holds seats or units. */
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

  /** Holds as commands do: a refusal is accepted only after a sweep that found no lapsed hold. */
  async holdSettled(memberNo: MemberNo, holdId: HoldId, wanted: Wanted): Promise<Hold> {
    const { layoutVersion } = this;
    const input = { memberNo, place: memberNo, holdId, layoutVersion, wanted };
    return valueOf(await holdWanted(this.runner, this.target, input));
  }

  /** Searches the best seats, one call of the script. */
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

  /** Replaces the seats of a hold. */
  change(
    memberNo: MemberNo,
    holdId: HoldId,
    opId: string,
    seats: readonly number[],
  ): Promise<Hold> {
    const { layoutVersion } = this;
    return seatChange(this.runner, this.target, { memberNo, holdId, opId, layoutVersion, seats });
  }

  /** Releases a hold. */
  release(memberNo: MemberNo, holdId: HoldId, opId: string): Promise<Hold> {
    return seatRelease(this.runner, this.target, { memberNo, holdId, opId });
  }

  /** Ends lapsed holds. */
  sweep(limit = 500): Promise<Swept> {
    return seatSweep(this.runner, this.target, { limit });
  }

  /** Reads a hold, and one payment of it. */
  read(holdId: HoldId, payId?: PayId): Promise<HoldRead | undefined> {
    return seatRead(this.runner, this.target, { holdId, ...(payId ? { payId } : {}) });
  }

  /** Changes the state or the policy of the sale. */
  policy(opId: string, change: Omit<ShowPolicyInput, "opId">): Promise<LiveSale> {
    return showPolicy(this.runner, this.target, { opId, ...change });
  }

  /** Ends the selling lease in `inMs`; then the shard stops selling. */
  async lapseLease(inMs = 0): Promise<void> {
    const record = await this.shard.control();
    await this.shard.setControl({ ...record, leaseEndsAt: record.clock + inMs });
  }

  /** Renews the selling lease. */
  async renewLease(leaseMs = LEASE_MS): Promise<void> {
    const { n } = await this.shard.control();
    await shardLease(this.runner, this.target, { leaseMs, durableN: n });
  }

  /** The state of a seat: 0 available, 1 held, 2 sold, 3 blocked. */
  async state(seat: number): Promise<number | undefined> {
    const bytes = await this.shard.admin.getBuffer(this.shard.showtime(this.showtime, "seats"));
    return bytes?.[seat];
  }

  /** The end of a place's slot; undefined when the place has none. */
  async slotOf(place: number): Promise<number | undefined> {
    const score = await this.shard.admin.zscore(
      this.shard.showtime(this.showtime, "active"),
      place,
    );
    return score === null ? undefined : Number(score);
  }

  /** The record of a member's seats and holds. */
  member(memberNo: MemberNo): Promise<string | null> {
    return this.shard.admin.hget(this.shard.showtime(this.showtime, "members"), String(memberNo));
  }

  /** The stock of an area. */
  stock(area: number): Promise<string | null> {
    return this.shard.admin.hget(this.shard.showtime(this.showtime, "stock"), String(area));
  }

  /** Sets a field of the sale. */
  put(name: string, value: string | number): Promise<number> {
    return this.shard.admin.hset(this.shard.showtime(this.showtime, "sale"), name, value);
  }

  /** Expects a refusal with this code that changes nothing in Redis. */
  async refuses(call: () => Promise<unknown>, code: string, meta?: object): Promise<void> {
    const before = await this.shard.dump();
    await expect(call()).rejects.toMatchObject(meta === undefined ? { code } : { code, meta });
    expect(await this.shard.dump()).toEqual(before);
  }

  /** Expects that a repeated call gives the same answer and changes nothing in Redis. */
  async repeats(call: () => Promise<Hold>): Promise<void> {
    const first = await call();
    const before = await this.shard.dump();
    expect(await call()).toEqual(first);
    expect(await this.shard.dump()).toEqual(before);
  }
}
