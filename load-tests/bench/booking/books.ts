import type { CrowdResult } from "../../../tools/crowd/crowd-orders.js";
import { PRICE } from "./sale.js";

/** The books of one sale, read from MySQL; amounts in the smallest unit of the currency. */
export interface Books {
  /** How many payments were captured. */
  readonly payments: number;
  /** How many different seats are sold. */
  readonly sold: number;
  readonly paid: number;
  /** What the ledger says that the sale has earned. */
  readonly revenue: number;
  /** The sum of all lines of the ledger: 0. */
  readonly unbalanced: number;
  /** What the wallets of the buyers have lost. */
  readonly spent: number;
}

/** The books in the row of a query that names its columns like them; sums are DECIMAL. */
export function booksIn(rows: readonly Readonly<Record<string, unknown>>[]): Books {
  const of = (name: keyof Books): number => Number(rows[0]?.[name] ?? 0);
  return {
    ...{ payments: of("payments"), sold: of("sold"), paid: of("paid") },
    ...{ revenue: of("revenue"), unbalanced: of("unbalanced"), spent: of("spent") },
  };
}

/** What one turn must have done to a sale. */
export interface WantedBooks {
  /** Seats that were sold before the turn, and by it. */
  readonly soldBefore: number;
  readonly seats: number;
  /** Fans who found their seat taken. */
  readonly losers: number;
}

/**
 * Checks that every seat has one winner and that money is exact.
 * @throws Error with the difference
 */
export function assertBooks(
  name: string,
  { soldBefore, seats, losers }: WantedBooks,
  { result, books }: { readonly result: CrowdResult; readonly books: Books },
): void {
  const sold = soldBefore + seats;
  const money = sold * PRICE;
  const wanted = { payments: sold, sold, paid: money, revenue: money, spent: money };
  const expected = { ...wanted, unbalanced: 0, winners: seats, losers };
  const found = { ...books, winners: result.paid, losers: result.taken };
  const wrong = Object.entries(expected).filter(
    ([key, value]) => found[key as keyof typeof found] !== value,
  );
  if (wrong.length === 0) return;
  const differences = wrong.map(
    ([key, value]) => `${key} ${found[key as keyof typeof found]} instead of ${value}`,
  );
  throw new Error(`${name}: ${differences.join(", ")}`);
}
