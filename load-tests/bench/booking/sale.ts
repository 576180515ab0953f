// The sale that both contestants sell. No policy holds a fan up: the figures are of the servers.

/** Calls that are under way at the same time. */
export const CALLERS = 50;
/** Price of a seat and balance of a fan, in the smallest unit of the currency. */
export const PRICE = 35_000;
export const BALANCE = 100_000;

const AN_HOUR_MS = 3_600_000;

/** The policy of every sale of the bench. */
export const POLICY = {
  maxActive: 100_000,
  perMinute: 1_000_000,
  holdMs: AN_HOUR_MS,
  sessionMs: AN_HOUR_MS,
  maxPerUser: 8,
} as const;

/**
 * The seat that each fan wants, the same in every run. With more fans than seats every seat is
 * wanted by the same number of fans, and they come in mixed order, as in a hot sale.
 */
export function seatOrder(seats: number, fans: number): number[] {
  const order = Array.from({ length: fans }, (_, at) => at % seats);
  let state = 1;
  for (let at = order.length - 1; at > 0; at--) {
    // A linear congruential generator: the mixture matters, not its quality.
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
