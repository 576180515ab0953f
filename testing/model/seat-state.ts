// The state of a showtime from three sources, which must be equal: Redis, the journal (its entries
// assigned one after the other), and the model.
import type { EntryOf, JournalEntry } from "../../server/journal/entry.js";
import { parsePayRecord, type PayRecord } from "../../server/redis/pay/record.js";
import { walletKey, type ShowtimeKeyName } from "../../server/redis/keys.js";
import type { TestShard } from "../kit/test-shard.js";
import { CAPACITY, MEMBERS, MONEY, SEATS, SHOWTIME } from "./small-showtime.js";

export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export const BLOCKED = 3;

export interface HoldState {
  status: "H" | "P" | "R" | "E" | "C";
  readonly memberNo: number;
  readonly deadlineAt: number;
  readonly madeAt: number;
  total: number;
  readonly isArea: boolean;
  quantity: number;
  op: string;
  seats: readonly number[];
}

export interface SeatState {
  readonly bytes: number[];
  readonly owners: Record<string, string>;
  readonly holds: Record<string, HoldState>;
  /** By member: the number of seats and units, and the live holds in alphabetical order. */
  readonly members: Record<string, { count: number; live: string[] }>;
  readonly pays: Record<string, PayRecord>;
  /** By member: what may be spent. */
  readonly money: Record<string, number>;
  left: number;
  unsold: number;
}

/** The state of a showtime without holds. */
export const emptyState = (): SeatState => ({
  bytes: Array<number>(SEATS).fill(FREE),
  owners: {},
  holds: {},
  members: {},
  pays: {},
  money: Object.fromEntries(Array.from({ length: MEMBERS }, (_, i) => [i + 1, MONEY])),
  left: CAPACITY,
  unsold: SEATS + CAPACITY,
});

/** Sets the record of a member. A member without seats and holds has no record. */
export function putMember(state: SeatState, memberNo: number, count: number, live: string[]): void {
  if (count === 0 && live.length === 0) delete state.members[memberNo];
  else state.members[memberNo] = { count, live: [...live].sort() };
}

const numbers = (csv: string): number[] => (csv === "-" ? [] : csv.split(",").map(Number));

function parseHold(record: string): HoldState {
  const [status, member, , deadline, made, total, area, quantity, op = "", seats = "-"] =
    record.split(" ");
  return {
    status: status as HoldState["status"],
    memberNo: Number(member),
    deadlineAt: Number(deadline),
    madeAt: Number(made),
    total: Number(total),
    isArea: area !== "-",
    quantity: Number(quantity),
    op,
    seats: numbers(seats),
  };
}

const mapValues = <A, B>(record: Record<string, A>, of: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));

/** The state in Redis, and the times at which a sweep looks at each hold. */
export async function stateInRedis(
  shard: TestShard,
): Promise<SeatState & { looks: Record<string, number> }> {
  const key = (name: ShowtimeKeyName): string => shard.showtime(SHOWTIME, name);
  const { admin } = shard;
  const [bytes, owners, holds, members, pays, money, stock, unsold, deadlines] = await Promise.all([
    admin.getBuffer(key("seats")),
    admin.hgetall(key("owners")),
    admin.hgetall(key("holds")),
    admin.hgetall(key("members")),
    admin.hgetall(key("pays")),
    admin.hgetall(walletKey(shard.shard, "wallets", 1)),
    admin.hget(key("stock"), "0"),
    admin.hget(key("sale"), "unsold"),
    admin.zrange(key("deadlines"), 0, "-1", "WITHSCORES"),
  ]);
  const looks: Record<string, number> = {};
  for (let i = 0; i < deadlines.length; i += 2)
    looks[deadlines[i] ?? ""] = Number(deadlines[i + 1]);
  return {
    bytes: [...(bytes ?? [])],
    owners,
    holds: mapValues(holds, parseHold),
    members: mapValues(members, (text) => {
      const [count, live = ""] = text.split(" ");
      return { count: Number(count), live: live.split(",").filter(Boolean).sort() };
    }),
    pays: mapValues(pays, parsePayRecord),
    money: mapValues(money, Number),
    left: Number(stock?.split(" ")[0]),
    unsold: Number(unsold),
    looks,
  };
}

function put(state: SeatState, seats: readonly number[], byte: number, owner?: string): void {
  for (const seat of seats) {
    state.bytes[seat] = byte;
    if (owner === undefined) delete state.owners[seat];
    else state.owners[seat] = owner;
  }
}

const liveWithout = (state: SeatState, memberNo: number, id: string): string[] =>
  (state.members[memberNo]?.live ?? []).filter((live) => live !== id);

const opIdOf = ({ op }: JournalEntry): string => op.slice(op.indexOf(":") + 1);

/** Writes one journal entry into the state. It only assigns values and computes none. */
export function assign(state: SeatState, entry: JournalEntry): void {
  switch (entry.kind) {
    case "held":
      return assignHeld(state, entry);
    case "ended": {
      const hold = state.holds[entry.holdId];
      put(state, entry.seats, FREE);
      if (entry.stock !== undefined) state.left = entry.stock;
      const live = liveWithout(state, entry.memberNo, entry.holdId);
      putMember(state, entry.memberNo, entry.count, live);
      if (hold) hold.status = entry.status === "released" ? "R" : "E";
      if (hold && entry.status === "released") hold.op = opIdOf(entry);
      return;
    }
    case "paid":
      state.money[entry.memberNo] = entry.available;
      return assignPaid(state, entry);
    case "sold":
    case "cancelled":
      return assignPaid(state, entry);
    case "refused": {
      const { holdId, memberNo, reason } = entry;
      state.pays[entry.payId] = { state: "refused", holdId, memberNo, reason };
      return;
    }
    case "blocked":
    case "unblocked":
      put(state, entry.seats, entry.kind === "blocked" ? BLOCKED : FREE);
      state.unsold = entry.unsold;
      return;
    case "sale":
      state.unsold = entry.unsold;
      return;
    default:
      throw new Error(`the model has no such entry: ${entry.kind}`);
  }
}

function assignHeld(state: SeatState, entry: EntryOf<"held">): void {
  const { holdId, memberNo, seats, freed, deadlineAt, madeAt, total, quantity } = entry;
  const isChange = entry.op.startsWith("seat/change:");
  put(state, freed, FREE);
  put(state, seats, HELD, holdId);
  if (entry.stock !== undefined) state.left = entry.stock;
  putMember(state, memberNo, entry.count, [...liveWithout(state, memberNo, holdId), holdId]);
  const op = isChange ? opIdOf(entry) : "-";
  const isArea = entry.area !== undefined;
  state.holds[holdId] = {
    status: "H",
    memberNo,
    deadlineAt,
    madeAt,
    total,
    isArea,
    quantity,
    op,
    seats,
  };
}

function assignPaid(state: SeatState, entry: EntryOf<"sold" | "paid" | "cancelled">): void {
  const { payId, holdId, memberNo, amount, seats, area, quantity } = entry;
  const paid = { holdId, memberNo, amount, seats, area, quantity };
  const isSold = entry.kind !== "cancelled";
  put(state, seats, isSold ? SOLD : FREE, isSold ? payId : undefined);
  state.unsold = entry.unsold;
  if (!isSold && entry.stock !== undefined) state.left = entry.stock;
  putMember(state, memberNo, entry.count, liveWithout(state, memberNo, holdId));
  const hold = state.holds[holdId];
  if (hold) hold.status = isSold ? "P" : "C";
  state.pays[payId] = isSold
    ? { state: "confirmed", ...paid }
    : { state: "cancelled", ...paid, refundId: entry.refundId };
}
