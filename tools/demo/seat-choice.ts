// How a fan chooses seats: all fans prefer the front rows, so they compete for the same seats.

import type { HoldChoice, MapSeat, SeatMap } from "../../client-sdk/index.js";
import type { FanPlan } from "./fan-plan.js";

type LookedAt = Pick<SeatMap, "available" | "layout">;

/** The seats or places that a fan wants; undefined when none are free. */
export function chooseSeats(map: LookedAt, plan: FanPlan): HoldChoice | undefined {
  if (plan.taste === "standing") {
    const area = map.layout?.areas[0];
    return area === undefined ? undefined : { areaId: area.id, quantity: plan.count };
  }
  if (plan.taste === "best") return { best: { count: plan.count } };
  const free = map.available().filter(({ isAccessible }) => !isAccessible);
  const seats = neighbours(free, plan.count, plan.chance());
  if (seats.length > 0) return { seatIds: seats.map(({ id }) => id) };
  return free.length === 0 ? undefined : { best: { count: 1 } };
}

const areNeighbours = (a: MapSeat, b: MapSeat): boolean =>
  b.index === a.index + 1 && a.row === b.row && a.section === b.section;

/** `count` adjacent seats; the search starts at a random seat, more often in the front. */
function neighbours(free: readonly MapSeat[], count: number, chance: number): readonly MapSeat[] {
  const start = Math.floor(chance ** 4 * free.length);
  for (let tried = 0; tried < free.length; tried++) {
    const at = (start + tried) % free.length;
    const group = free.slice(at, at + count);
    const isTogether = group.every((seat, i) => {
      const before = group[i - 1];
      return before === undefined || areNeighbours(before, seat);
    });
    if (group.length === count && isTogether) return group;
  }
  return [];
}

/** The first of `meta.alternatives`, which is a seat or a list of seats. */
export function alternativeOf(meta: Readonly<Record<string, unknown>>): HoldChoice | undefined {
  const { alternatives } = meta;
  const first: unknown = Array.isArray(alternatives) ? alternatives[0] : undefined;
  if (typeof first === "string") return { seatIds: [first] };
  if (!Array.isArray(first) || first.length === 0) return undefined;
  return { seatIds: first.map(String) };
}
