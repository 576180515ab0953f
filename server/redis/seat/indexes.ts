// Scripts rely on their caller that a list holds each seat once. A seat listed twice would count
// twice against the limit but be held once.

/**
 * Checks a list of seat indexes and returns it as the arguments of a script.
 * @throws Error when a seat is listed twice or is not an index: a bug of the caller
 */
export function seatArgs(seats: readonly number[]): readonly number[] {
  const isIndex = (seat: number): boolean => Number.isSafeInteger(seat) && seat >= 0;
  if (new Set(seats).size !== seats.length || !seats.every(isIndex)) {
    throw new Error(`not a list of seats: ${seats.join(",")}`);
  }
  return seats;
}
