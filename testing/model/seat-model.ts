// A model of the seat scripts in plain TypeScript. Its state is one object; it does not use Redis.
import type { PayRecord } from "../../server/redis/pay/record.js";
import { findTogether, type Asked } from "./seat-together.js";
import { AREA_PRICE, HOLD_MS, MAX_PER_USER, priceOf, SESSION_MS } from "./small-showtime.js";
import { ModelTime } from "./seat-time.js";
import {
  BLOCKED,
  emptyState,
  FREE,
  HELD,
  putMember,
  SOLD,
  type HoldState,
  type SeatState,
} from "./seat-state.js";

const REMEMBER_MS = 600_000;
const FORGET_MS = 60_000;
const GRACE_MS = 60_000;

/** The answer of a script as plain values: a refusal with its details, or a result. */
export type Answer = { readonly refused: string; readonly details?: unknown } | object;

/** A member and one of their holds. */
export interface Who {
  readonly memberNo: number;
  readonly holdId: string;
}

const refuse = (refused: string, details?: unknown): Answer =>
  details === undefined ? { refused } : { refused, details };

/** The model of one showtime. */
export class SeatModel {
  readonly state: SeatState = emptyState();
  readonly time = new ModelTime();
  /**
   * The ends of booking sessions and of slots, by member. The place of a member is their number.
   */
  readonly sessions = new Map<number, number>();
  readonly slots = new Map<number, number>();
  #blockOp = "";
  #holdMs = HOLD_MS;

  admit(memberNo: number): void {
    this.sessions.set(memberNo, this.time.now + SESSION_MS);
    this.slots.set(memberNo, this.time.now + SESSION_MS);
  }

  /** Sets how long new holds last. */
  holdFor(ms: number): Answer {
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    this.#holdMs = ms;
    return {};
  }

  hold({ memberNo, holdId }: Who, seats: readonly number[]): Answer {
    const stop = this.#known(holdId) ?? this.#mayHold(memberNo);
    if (stop) return stop;
    const lapsed = new Set<string>();
    const taken = this.#inTheWay(seats, lapsed);
    if (taken.length > 0) return refuse("SEAT_TAKEN", taken);
    const over = this.#overLimit(memberNo, seats.length, lapsed);
    if (over) return over;
    return this.#make({ memberNo, holdId }, { seats, total: priceOf(seats) }, lapsed);
  }

  area({ memberNo, holdId }: Who, quantity: number): Answer {
    const stop = this.#known(holdId) ?? this.#mayHold(memberNo);
    if (stop) return stop;
    if (this.state.left < quantity) return refuse("OUT_OF_STOCK", this.state.left);
    const lapsed = new Set<string>();
    const over = this.#overLimit(memberNo, quantity, lapsed);
    if (over) return over;
    const units = { seats: [], total: quantity * AREA_PRICE, quantity };
    return this.#make({ memberNo, holdId }, units, lapsed);
  }

  best({ memberNo, holdId }: Who, asked: Asked): Answer {
    const stop = this.#known(holdId) ?? this.#mayHold(memberNo);
    if (stop) return stop;
    const lapsed = new Set<string>();
    const over = this.#overLimit(memberNo, asked.count, lapsed);
    if (over) return over;
    const seats = findTogether(this.state.bytes, asked);
    if (!seats) return refuse("NO_SEATS_TOGETHER");
    return this.#make({ memberNo, holdId }, { seats, total: priceOf(seats) }, lapsed);
  }

  /** Repeats a request as long as a sweep ends holds. */
  settled(ask: () => Answer): Answer {
    for (;;) {
      const answer = ask();
      const code = "refused" in answer ? answer.refused : "";
      if (code !== "OUT_OF_STOCK" && code !== "NO_SEATS_TOGETHER") return answer;
      const swept = this.sweep();
      if ("refused" in swept) return swept;
      if ((swept as { expired: number }).expired === 0) return answer;
    }
  }

  change({ memberNo, holdId }: Who, op: string, seats: readonly number[]): Answer {
    const hold = this.state.holds[holdId];
    if (!hold) return refuse("RESERVATION_NOT_FOUND");
    if (hold.memberNo !== memberNo) return refuse("FORBIDDEN");
    if (hold.op === op) return this.#reply(holdId);
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    if (hold.status === "P") return refuse("ALREADY_PAID");
    if (hold.status === "R" || hold.status === "C") return refuse("ALREADY_CANCELLED");
    if (hold.status === "E" || this.#isLapsed(hold)) return refuse("RESERVATION_EXPIRED");
    if (hold.isArea) return refuse("INVALID_STATE");
    const stop = this.#mayHold(memberNo);
    if (stop) return stop;
    const lapsed = new Set<string>();
    const taken = this.#inTheWay(seats, lapsed, holdId);
    if (taken.length > 0) return refuse("SEAT_TAKEN", taken);
    const over = this.#overLimit(memberNo, seats.length - hold.quantity, lapsed);
    if (over) return over;
    this.#endAll(lapsed);
    this.#put(hold.seats, FREE);
    this.#put(seats, HELD, holdId);
    this.#count(memberNo, seats.length - hold.quantity);
    Object.assign(hold, { seats, quantity: seats.length, total: priceOf(seats), op });
    return this.#reply(holdId);
  }

  release({ memberNo, holdId }: Who, op: string): Answer {
    const hold = this.state.holds[holdId];
    if (!hold) return refuse("RESERVATION_NOT_FOUND");
    if (hold.memberNo !== memberNo) return refuse("FORBIDDEN");
    if (hold.status === "R" && hold.op === op) return this.#reply(holdId);
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    if (hold.status === "P") return refuse("PAID_NEEDS_CANCELLATION");
    if (hold.status !== "H" || this.#isLapsed(hold)) return refuse("ALREADY_CANCELLED");
    hold.op = op;
    this.#end(holdId, "R");
    return this.#reply(holdId);
  }

  sweep(): Answer {
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    const { holds } = this.state;
    const lapsed = Object.keys(holds).filter((id) => this.#isLapsed(holds[id]));
    const forgotten = Object.keys(holds).filter((id) => this.#isForgettable(holds[id]));
    this.#endAll(lapsed);
    for (const id of forgotten) delete holds[id];
    return { expired: lapsed.length };
  }

  read(holdId: string): Answer {
    const hold = this.state.holds[holdId];
    if (!hold) return { hold: undefined };
    const { hold: reply } = this.#reply(holdId) as { hold: object };
    return { hold: this.#isLapsed(hold) ? { ...reply, status: "E" } : reply };
  }

  block(op: string, seats: readonly number[]): Answer {
    if (this.#blockOp === op) return {};
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    const lapsed = new Set<string>();
    const fresh = seats.filter((seat) => this.state.bytes[seat] !== BLOCKED);
    const taken = this.#inTheWay(fresh, lapsed);
    if (taken.length > 0) return refuse("SEAT_TAKEN", taken);
    if (fresh.length === 0) return {};
    this.#endAll(lapsed);
    this.#put(fresh, BLOCKED);
    this.state.unsold -= fresh.length;
    this.#blockOp = op;
    return {};
  }

  unblock(op: string, seats: readonly number[]): Answer {
    if (this.#blockOp === op) return {};
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    const blocked = seats.filter((seat) => this.state.bytes[seat] === BLOCKED);
    if (blocked.length === 0) return {};
    this.#put(blocked, FREE);
    this.state.unsold += blocked.length;
    this.#blockOp = op;
    return {};
  }

  confirm({ memberNo, holdId }: Who, payId: string, amount: number): Answer {
    const { pays, holds } = this.state;
    const known = pays[payId];
    if (known) return { pay: known };
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    const hold = holds[holdId];
    const reason = this.#reasonAgainst(hold, memberNo, amount);
    if (!hold || reason) {
      pays[payId] = { state: "refused", holdId, memberNo, reason };
      return { pay: pays[payId] };
    }
    return this.#sell({ memberNo, holdId }, hold, payId);
  }

  /** Pays in one step. An undefined `pay` says that the payment must go on in two phases. */
  settle({ memberNo, holdId }: Who, payId: string): Answer {
    const { pays, holds, money } = this.state;
    const known = pays[payId];
    if (known && !("amount" in known)) return { pay: undefined };
    if (known) return known.holdId === holdId ? { pay: known } : refuse("IDEMPOTENCY_KEY_REUSED");
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    const hold = holds[holdId];
    const reason = this.#reasonAgainst(hold, memberNo, hold?.total ?? 0);
    if (!hold || reason === "ALREADY_PAID") return { pay: undefined };
    if (reason) return refuse(reason);
    const available = money[memberNo] ?? 0;
    if (available < hold.total) return refuse("INSUFFICIENT_BALANCE", available);
    money[memberNo] = available - hold.total;
    return this.#sell({ memberNo, holdId }, hold, payId);
  }

  #sell({ memberNo, holdId }: Who, hold: HoldState, payId: string): Answer {
    const { pays } = this.state;
    const { quantity, seats, isArea, total: amount } = hold;
    hold.status = "P";
    this.#put(seats, SOLD, payId);
    this.#count(memberNo, 0, holdId);
    this.state.unsold -= quantity;
    this.sessions.delete(memberNo);
    this.slots.delete(memberNo);
    const area = isArea ? 0 : undefined;
    pays[payId] = { state: "confirmed", holdId, memberNo, amount, area, quantity, seats };
    return { pay: pays[payId] };
  }

  cancel(payId: string, refundId: string): Answer {
    const pay: PayRecord | undefined = this.state.pays[payId];
    if (pay?.state === "cancelled") return { pay };
    if (pay?.state !== "confirmed") return refuse("PAYMENT_NOT_FOUND");
    if (!this.time.hasLease) return refuse("SALE_PAUSED");
    this.#put(pay.seats, FREE);
    if (pay.area !== undefined) this.state.left += pay.quantity;
    this.state.unsold += pay.quantity;
    this.#count(pay.memberNo, -pay.quantity);
    const hold = this.state.holds[pay.holdId];
    if (hold) hold.status = "C";
    this.state.pays[payId] = { ...pay, state: "cancelled", refundId };
    return { pay: this.state.pays[payId] };
  }

  /** Whether the deadline of a live hold is over, pauses counted in. */
  hasLapsed(holdId: string): boolean {
    return this.#isLapsed(this.state.holds[holdId]);
  }

  #reasonAgainst(hold: HoldState | undefined, memberNo: number, amount: number): string {
    if (!hold) return "RESERVATION_NOT_FOUND";
    if (hold.memberNo !== memberNo) return "FORBIDDEN";
    if (hold.status === "P") return "ALREADY_PAID";
    if (hold.status !== "H" || this.#isLapsed(hold)) return "RESERVATION_EXPIRED";
    return hold.total === amount ? "" : "INVALID_AMOUNT";
  }

  #known(holdId: string): Answer | undefined {
    return this.state.holds[holdId] ? this.#reply(holdId) : undefined;
  }

  #mayHold(memberNo: number): Answer | undefined {
    if (!this.time.hasLease || this.time.sale.state === "paused") return refuse("SALE_PAUSED");
    const ends = this.sessions.get(memberNo);
    if (ends !== undefined && this.time.countsUntil(ends, 0) > this.time.now) return undefined;
    return refuse("QUEUE_NOT_READY");
  }

  /** The wanted seats that are taken. It adds the lapsed holds among their owners to `lapsed`. */
  #inTheWay(seats: readonly number[], lapsed: Set<string>, mine?: string): number[] {
    return seats.filter((seat) => {
      const byte = this.state.bytes[seat];
      const owner = this.state.owners[seat] ?? "";
      if (byte !== HELD) return byte !== FREE;
      if (owner === mine) return false;
      if (!this.#isLapsed(this.state.holds[owner])) return true;
      lapsed.add(owner);
      return false;
    });
  }

  #overLimit(memberNo: number, more: number, lapsed: Set<string>): Answer | undefined {
    const { members, holds } = this.state;
    const { count = 0, live = [] } = members[memberNo] ?? {};
    const own = live.filter((id) => this.#isLapsed(holds[id]));
    const quantityOf = (ids: readonly string[]): number =>
      ids.reduce((sum, id) => sum + (holds[id]?.quantity ?? 0), 0);
    if (count + more - quantityOf(own.filter((id) => lapsed.has(id))) <= MAX_PER_USER) return;
    for (const id of own) lapsed.add(id);
    if (count + more - quantityOf(own) > MAX_PER_USER) return refuse("LIMIT_REACHED", MAX_PER_USER);
    return undefined;
  }

  #make(
    { memberNo, holdId }: Who,
    cover: { seats: readonly number[]; total: number; quantity?: number },
    lapsed: Iterable<string>,
  ): Answer {
    this.#endAll(lapsed);
    const { seats, total, quantity = seats.length } = cover;
    const madeAt = this.time.now;
    const deadlineAt = madeAt + this.#holdMs;
    const isArea = seats.length === 0;
    const rest = { quantity, op: "-", seats };
    this.state.holds[holdId] = {
      status: "H",
      memberNo,
      deadlineAt,
      madeAt,
      total,
      isArea,
      ...rest,
    };
    this.#put(seats, HELD, holdId);
    if (isArea) this.state.left -= quantity;
    const { count = 0, live = [] } = this.state.members[memberNo] ?? {};
    putMember(this.state, memberNo, count + quantity, [...live, holdId]);
    const slot = this.slots.get(memberNo);
    if (slot !== undefined) this.slots.set(memberNo, Math.max(slot, deadlineAt));
    // A pause that began and ended in this ms keeps the hold longer, but this answer does not show
    // it.
    return { hold: { ...this.state.holds[holdId], id: holdId } };
  }

  #endAll(ids: Iterable<string>): void {
    for (const id of [...ids].sort()) this.#end(id, "E");
  }

  #end(id: string, status: "R" | "E"): void {
    const hold = this.state.holds[id];
    if (!hold) throw new Error(`no hold ${id}`);
    this.#put(hold.seats, FREE);
    if (hold.isArea) this.state.left += hold.quantity;
    this.#count(hold.memberNo, -hold.quantity, id);
    hold.status = status;
    this.#giveSlotBack(hold.memberNo);
  }

  #giveSlotBack(memberNo: number): void {
    const live = this.state.members[memberNo]?.live ?? [];
    const lasting = live
      .flatMap((id) => this.state.holds[id] ?? [])
      .filter((hold) => !this.#isLapsed(hold));
    const session = this.sessions.get(memberNo) ?? 0;
    const runs = this.time.countsUntil(session, 0) > this.time.now;
    if (runs || lasting.length > 0) {
      const ends = Math.max(session, ...lasting.map(({ deadlineAt }) => deadlineAt));
      if (this.slots.has(memberNo)) this.slots.set(memberNo, ends);
    } else {
      this.slots.delete(memberNo);
      this.sessions.delete(memberNo);
    }
  }

  #put(seats: readonly number[], byte: number, owner?: string): void {
    for (const seat of seats) {
      this.state.bytes[seat] = byte;
      if (owner === undefined) delete this.state.owners[seat];
      else this.state.owners[seat] = owner;
    }
  }

  #count(memberNo: number, more: number, over?: string): void {
    const { count = 0, live = [] } = this.state.members[memberNo] ?? {};
    const still = live.filter((id) => id !== over);
    putMember(this.state, memberNo, count + more, still);
  }

  #isLapsed(hold: HoldState | undefined): boolean {
    return hold?.status === "H" && this.#until(hold) <= this.time.now;
  }

  #isForgettable(hold: HoldState | undefined): boolean {
    if (hold?.status !== "R" && hold?.status !== "E") return false;
    const forget = Math.max(hold.deadlineAt, hold.madeAt + REMEMBER_MS) + FORGET_MS;
    return forget <= this.time.now;
  }

  #until({ deadlineAt, madeAt }: HoldState): number {
    return this.time.countsUntil(deadlineAt, madeAt);
  }

  #reply(id: string): Answer {
    const hold = this.state.holds[id];
    if (!hold) throw new Error(`no hold ${id}`);
    const until = this.#until(hold);
    const earliest = Math.max(hold.deadlineAt, this.time.now + GRACE_MS);
    return { hold: { ...hold, id, deadlineAt: until === Infinity ? earliest : until } };
  }
}
