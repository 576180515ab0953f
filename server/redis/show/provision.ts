import type { Area, LayoutSeat, PriceClass } from "../../catalogue/showtime-directory.js";
import type { ShowtimeTarget } from "../keys.js";
import { defineScript, type ScriptArg } from "../script-runner.js";
import type { Amount, Millis } from "../../journal/brands.js";

/** How a sale runs; the live one is changed by `showPolicy`. */
export interface SalePolicy {
  readonly mode: "fifo" | "open" | "paused";
  readonly maxActive: number;
  readonly perMinute: number;
  readonly holdMs: Millis;
  readonly sessionMs: Millis;
  readonly maxPerUser: number;
}

/** A mode that scripts do not know yet lets nobody in. */
export const asSalePolicy = (
  policy: Omit<SalePolicy, "mode"> & { readonly mode: SalePolicy["mode"] | "lottery" },
): SalePolicy => ({ ...policy, mode: policy.mode === "lottery" ? "paused" : policy.mode });

type PlannedSeat = Pick<LayoutSeat, "section" | "row" | "priceClass" | "accessible" | "aisle">;

/** A `Showtime` of the directory and the policy its sale starts with; times in ms. */
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
  /** The layout in force: a newer one than asked for stays. */
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

export function packPlan(seats: readonly PlannedSeat[]): Buffer {
  return Buffer.from(
    seats.map((seat, i) => {
      if (seat.priceClass > CLASS_BITS) throw new Error("a layout has at most 32 price classes");
      const ends = seat.aisle || !isSameRow(seats[i + 1], seat);
      return seat.priceClass | (seat.accessible ? ACCESSIBLE : 0) | (ends ? ROW_ENDS : 0);
    }),
  );
}

export function packRows(seats: readonly PlannedSeat[]): Buffer {
  const firsts = seats.flatMap((seat, i) => (isSameRow(seats[i - 1], seat) ? [] : [i]));
  const bytes = Buffer.alloc(firsts.length * ROW_BYTES);
  firsts.forEach((first, i) => bytes.writeUInt32BE(first, i * ROW_BYTES));
  return bytes;
}

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
 * Loads what scripts need of a showtime; may be repeated after a crash at any point.
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
