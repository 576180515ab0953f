// Scripts trust their caller that a list names each seat once: the same seat twice would be counted
// twice and owned once.

/** @throws Error for a list that names a seat twice or by no index: a bug of the caller */
export function seatArgs(seats: readonly number[]): readonly number[] {
  const isIndex = (seat: number): boolean => Number.isSafeInteger(seat) && seat >= 0;
  if (new Set(seats).size !== seats.length || !seats.every(isIndex)) {
    throw new Error(`not a list of seats: ${seats.join(",")}`);
  }
  return seats;
}
