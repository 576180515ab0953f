import type { Area, LayoutSeat, PriceClass } from "../../catalogue/showtime-directory.js";
import type { ShowtimeTarget } from "../keys.js";
import { defineScript, type ScriptArg } from "../script-runner.js";
import type { Amount, Millis } from "../../journal/brands.js";

/** The policy that a sale starts with; `showPolicy` changes it during the sale. */
export interface SalePolicy {
  readonly mode: "fifo" | "open" | "paused";
  readonly maxActive: number;
  readonly perMinute: number;
  readonly holdMs: Millis;
  readonly sessionMs: Millis;
  readonly maxPerUser: number;
}

/** The policy for the scripts. They do not know the lottery yet, so a lottery is a paused queue. */
export const asSalePolicy = (
  policy: Omit<SalePolicy, "mode"> & { readonly mode: SalePolicy["mode"] | "lottery" },
): SalePolicy => ({ ...policy, mode: policy.mode === "lottery" ? "paused" : policy.mode });

type PlannedSeat = Pick<LayoutSeat, "section" | "row" | "priceClass" | "accessible" | "aisle">;

/** A showtime of the directory with the policy that its sale starts with; instants in ms. */
export interface ShowProvisionInput {
  readonly layoutVersion: number;
  readonly queueOpensAt: Millis | undefined;
  readonly salesOpenAt: Millis;
  readonly salesCloseAt: Millis | undefined;
  readonly priceClasses: readonly Pick<PriceClass, "price">[];
  readonly areas: readonly Pick<Area, "capacity" | "priceClass">[];
  readonly seats: readonly PlannedSeat[];
  readonly policy: SalePolicy;
}

export interface Provisioned {
  /** The layout version in force. It may be newer than the one that was asked for. */
  readonly layoutVersion: number;
  readonly created: boolean;
}

const CLASS_BITS = 0b1_1111;
const ACCESSIBLE = 1 << 6;
const ROW_ENDS = 1 << 7;
const ROW_BYTES = 4;
const PRICE_BYTES = 8;

const isSameRow = (a: PlannedSeat | undefined, b: PlannedSeat): boolean =>
  a?.section === b.section && a.row === b.row;

/** Packs the seats into the key `plan`: one byte per seat (lua/README.md). */
export function packPlan(seats: readonly PlannedSeat[]): Buffer {
  return Buffer.from(
    seats.map((seat, i) => {
      if (seat.priceClass > CLASS_BITS) throw new Error("a layout has at most 32 price classes");
      const ends = seat.aisle || !isSameRow(seats[i + 1], seat);
      return seat.priceClass | (seat.accessible ? ACCESSIBLE : 0) | (ends ? ROW_ENDS : 0);
    }),
  );
}

/** Packs the index of the first seat of each row into the key `rows`: 4 bytes, big endian. */
export function packRows(seats: readonly PlannedSeat[]): Buffer {
  const firsts = seats.flatMap((seat, i) => (isSameRow(seats[i - 1], seat) ? [] : [i]));
  const bytes = Buffer.alloc(firsts.length * ROW_BYTES);
  firsts.forEach((first, i) => bytes.writeUInt32BE(first, i * ROW_BYTES));
  return bytes;
}

/** Packs the prices, in the smallest unit, into the key `prices`: 8 bytes, a double. */
export function packPrices(classes: readonly { readonly price: Amount }[]): Buffer {
  const bytes = Buffer.alloc(classes.length * PRICE_BYTES);
  classes.forEach(({ price }, i) => bytes.writeDoubleLE(price, i * PRICE_BYTES));
  return bytes;
}

function encode(input: ShowProvisionInput, { showtime }: ShowtimeTarget): readonly ScriptArg[] {
  const { seats, areas, policy } = input;
  return [
    ...[showtime, input.layoutVersion, seats.length],
    ...[packPlan(seats), packRows(seats), packPrices(input.priceClasses)],
    ...[input.queueOpensAt ?? 0, input.salesOpenAt, input.salesCloseAt ?? 0],
    ...[policy.mode, policy.maxActive, policy.perMinute],
    ...[policy.holdMs, policy.sessionMs, policy.maxPerUser],
    areas.length,
    ...areas.flatMap(({ capacity, priceClass }) => [capacity, priceClass]),
  ];
}

/**
 * Loads everything that the scripts need of a showtime into Redis. It may be repeated at any time.
 * @throws AppError `LAYOUT_FROZEN` `SALE_PAUSED`
 */
export const showProvision = defineScript<ShowtimeTarget, ShowProvisionInput, Provisioned>({
  file: "show/provision",
  keys: ["control", "journal", "sale", "seats", "plan", "rows", "prices", "stock"],
  args: encode,
  reply: ([, layout, created]) => ({
    layoutVersion: Number(layout),
    created: created === "1",
  }),
});
