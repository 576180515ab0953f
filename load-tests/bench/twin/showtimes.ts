// The showtimes of the twin, with the policies of their sales. They change rarely, so each is
// cached for a second.
import { LRUCache } from "lru-cache";
import type { Pool } from "mysql2";
import { rowsOf } from "./database.js";
import { Refusal } from "./refusal.js";

/** A row of `showtimes`: times and spans in ms. */
export interface Showtime {
  readonly id: number;
  readonly state: "open" | "closed";
  readonly sales_open_at: number;
  readonly max_active: number;
  readonly per_minute: number;
  readonly hold_ms: number;
  readonly session_ms: number;
  readonly max_per_user: number;
}

const CACHED_MS = 1000;
const CACHED_MAX = 1000;

/** Reads showtimes. */
export class Showtimes {
  readonly #pool: Pool;
  readonly #known = new LRUCache<number, Showtime>({ max: CACHED_MAX, ttl: CACHED_MS });

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** @throws Refusal `SHOWTIME_NOT_FOUND` */
  async get(id: number): Promise<Showtime> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const [row] = await rowsOf<Showtime>(this.#pool, "SELECT * FROM showtimes WHERE id = ?", [id]);
    if (row === undefined) throw new Refusal("SHOWTIME_NOT_FOUND");
    this.#known.set(id, row);
    return row;
  }
}

/** Checks that a sale is on. @throws Refusal `SALE_NOT_OPEN` `SALE_CLOSED` */
export function assertOnSale(showtime: Showtime, now: number): void {
  if (showtime.state === "closed") throw new Refusal("SALE_CLOSED");
  const retryAfterMs = showtime.sales_open_at - now;
  if (retryAfterMs > 0) throw new Refusal("SALE_NOT_OPEN", { retryAfterMs });
}
