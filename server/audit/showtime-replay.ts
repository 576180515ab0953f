// The state of one showtime as its journal says: entries are absolute, so each is a few
// assignments. Texts are spelled as in Redis (lua/README.md), so that both compare letter by
// letter.
import { fieldsOf, luaFieldName, type EntryAbout, type EntryOf } from "../journal/entry.js";
import type { HoldLetter } from "./hold-letters.js";
import type { Amount, HoldId, MemberNo, Millis, PayId } from "../journal/brands.js";

type ShowtimeEntry = EntryAbout<"showtime">;
type PayEntry = Extract<ShowtimeEntry, { payId: PayId }>;

/** A hold as its record in Redis must be. */
export interface ReplayedHold {
  status: HoldLetter;
  op: string;
  readonly memberNo: MemberNo;
  readonly place: number;
  readonly deadlineAt: Millis;
  readonly madeAt: Millis;
  readonly total: Amount;
  readonly area: number | undefined;
  readonly quantity: number;
  readonly seats: readonly number[];
}

/** The showtime's half of a payment. */
export interface ReplayedPay {
  readonly state: "confirmed" | "refused" | "tombstoned" | "cancelled";
  /** Its record in Redis. */
  readonly text: string;
  readonly memberNo: MemberNo | undefined;
  readonly amount: Amount;
  readonly seats: readonly number[];
  readonly holdId: HoldId | undefined;
  readonly refundId: string | undefined;
  readonly reason: string | undefined;
  readonly times: PayTimes;
}

interface PayTimes {
  /** When the showtime's shard first had an entry of it. */
  readonly madeAt: Millis;
  readonly decidedAt?: Millis;
  readonly cancelledAt?: Millis;
  readonly refundedAt?: Millis;
}

/** What one member has: seats and units that count towards the limit, and live holds. */
interface Having {
  readonly count: number;
  readonly live: readonly string[];
}

/** What an entry of a sale says of the sale; the showtime it is of is no field of the sale. */
const SALE_FIELDS = fieldsOf("sale").filter((name) => name !== "showtime");
const HELD = 1;
const SOLD = 2;
const BLOCKED = 3;
const REMEMBER_MS = 600_000;
const FORGET_MS = 60_000;

const dash = (value: number | undefined): string => (value === undefined ? "-" : String(value));
const list = (seats: readonly number[]): string => (seats.length === 0 ? "-" : seats.join(","));
const idOf = (op: string): string => op.slice(op.indexOf(":") + 1);

/** One showtime of a shard's replay. */
export class ShowtimeReplay {
  /** Index of a seat → its state; available seats are left out. */
  readonly seats = new Map<number, number>();
  /** Index of a seat → its hold, or its payment once it is sold. */
  readonly owners = new Map<number, string>();
  readonly holds = new Map<string, ReplayedHold>();
  readonly members = new Map<number, Having>();
  readonly stock = new Map<number, number>();
  readonly pays = new Map<string, ReplayedPay>();
  readonly sale = new Map<string, string>();

  /** Takes the next entry of this showtime. */
  take(entry: ShowtimeEntry): void {
    switch (entry.kind) {
      case "provisioned":
        // A layout comes into force only while nothing is held or sold.
        this.seats.clear();
        this.stock.clear();
        this.sale.set("layout", String(entry.layout)).set("unsold", String(entry.unsold));
        return;
      case "sale":
        return this.#setSale(entry);
      case "blocked":
      case "unblocked":
        this.#setSeats(entry.seats, entry.kind === "blocked" ? BLOCKED : 0, undefined);
        this.sale.set("unsold", String(entry.unsold)).set("block_op", idOf(entry.op));
        return;
      case "held":
        return this.#hold(entry);
      case "ended":
        this.#setSeats(entry.seats, 0, undefined);
        this.#setStock(entry.area, entry.stock);
        this.#setMember(entry.memberNo, entry.count, entry.holdId);
        this.#end(entry.holdId, entry.status === "released" ? "R" : "E");
        if (entry.status === "released") this.#setOp(entry.holdId, idOf(entry.op));
        return;
      case "sold":
      case "cancelled":
        return this.#payOrCancel(entry);
      case "refused":
        return this.#refuse(entry);
      case "tombstoned":
        this.#setPay(entry, { ...NOTHING_PAID, state: "tombstoned", text: "TOMBSTONED" });
        return;
      case "refunded":
        return this.#refunded(entry);
      case "queue":
        return;
    }
  }

  #setSale(entry: EntryOf<"sale">): void {
    for (const name of SALE_FIELDS) this.sale.set(luaFieldName(name), String(entry[name]));
    this.sale.set("op", idOf(entry.op));
  }

  #hold(entry: EntryOf<"held">): void {
    const { holdId, memberNo, place, deadlineAt, madeAt, total, area, quantity, seats } = entry;
    this.#setSeats(entry.freed, 0, undefined);
    this.#setSeats(seats, HELD, holdId);
    this.#setStock(area, entry.stock);
    const op = entry.op.startsWith("seat/change:") ? idOf(entry.op) : "-";
    const hold = { memberNo, place, deadlineAt, madeAt, total, area, quantity, seats };
    this.holds.set(holdId, { ...hold, status: "H", op });
    const live = this.members.get(memberNo)?.live ?? [];
    const withIt = live.includes(holdId) ? live : [...live, holdId];
    this.members.set(memberNo, { count: entry.count, live: withIt });
  }

  #payOrCancel(entry: EntryOf<"sold" | "cancelled">): void {
    const { kind, payId, holdId, memberNo, amount, seats, area, quantity } = entry;
    const isSold = kind === "sold";
    const refundId = isSold ? undefined : entry.refundId;
    const covered = [holdId, memberNo, amount, dash(area), quantity, list(seats)].join(" ");
    const text = isSold ? `CONFIRMED ${covered}` : `CANCELLED ${covered} ${entry.refundId}`;
    const state = isSold ? "confirmed" : "cancelled";
    const paid = {
      state,
      text,
      memberNo,
      amount,
      seats,
      holdId,
      refundId,
      reason: undefined,
    } as const;
    this.#setPay(entry, paid);
    this.sale.set("unsold", String(entry.unsold));
    this.#setSeats(seats, isSold ? SOLD : 0, isSold ? payId : undefined);
    if (!isSold) this.#setStock(area, entry.stock);
    this.#setMember(memberNo, entry.count, holdId);
    this.#end(holdId, isSold ? "P" : "C");
  }

  #refuse(entry: EntryOf<"refused">): void {
    const { holdId, memberNo, reason } = entry;
    const text = `REFUSED ${holdId} ${memberNo} ${reason}`;
    this.#setPay(entry, { ...NOTHING_PAID, state: "refused", text, memberNo, holdId, reason });
  }

  #setPay({ payId, at, kind }: PayEntry, pay: Omit<ReplayedPay, "times">): void {
    const before = this.pays.get(payId)?.times ?? { madeAt: at };
    const now = kind === "cancelled" ? { cancelledAt: at } : { decidedAt: at };
    this.pays.set(payId, { ...pay, times: { ...before, ...now } });
  }

  #refunded({ payId, at }: PayEntry): void {
    const pay = this.pays.get(payId);
    if (pay) this.pays.set(payId, { ...pay, times: { ...pay.times, refundedAt: at } });
  }

  #setSeats(seats: readonly number[], state: number, owner: string | undefined): void {
    for (const seat of seats) {
      if (state === 0) this.seats.delete(seat);
      else this.seats.set(seat, state);
      if (owner === undefined) this.owners.delete(seat);
      else this.owners.set(seat, owner);
    }
  }

  #setStock(area: number | undefined, left: number | undefined): void {
    if (area !== undefined && left !== undefined) this.stock.set(area, left);
  }

  /** Sets what a member has when `holdId` is no longer one of its live holds. */
  #setMember(memberNo: MemberNo, count: number, holdId: HoldId): void {
    const live = (this.members.get(memberNo)?.live ?? []).filter((id) => id !== holdId);
    if (count === 0 && live.length === 0) this.members.delete(memberNo);
    else this.members.set(memberNo, { count, live });
  }

  #end(holdId: HoldId, status: ReplayedHold["status"]): void {
    const hold = this.holds.get(holdId);
    if (hold) hold.status = status;
  }

  #setOp(holdId: HoldId, op: string): void {
    const hold = this.holds.get(holdId);
    if (hold) hold.op = op;
  }
}

const NOTHING_PAID = {
  memberNo: undefined,
  amount: 0,
  seats: [],
  holdId: undefined,
  refundId: undefined,
  reason: undefined,
};

/** The record of a hold in Redis. */
export const holdText = (hold: ReplayedHold): string =>
  [
    hold.status,
    hold.memberNo,
    hold.place,
    hold.deadlineAt,
    hold.madeAt,
    hold.total,
    dash(hold.area),
    hold.quantity,
    hold.op,
    list(hold.seats),
  ].join(" ");

/** The instant from which Redis may have forgotten a hold; only of holds that ended unpaid. */
export const forgottenFrom = ({ status, deadlineAt, madeAt }: ReplayedHold): number =>
  status !== "R" && status !== "E"
    ? Infinity
    : Math.max(deadlineAt, madeAt + REMEMBER_MS) + FORGET_MS;
