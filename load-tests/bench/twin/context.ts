import type { Pool } from "mysql2";
import type { Showtimes } from "./showtimes.js";

/** What every step of the twin works with. */
export interface TwinContext {
  readonly pool: Pool;
  readonly showtimes: Showtimes;
}

/** The member of the access token. */
export interface Caller {
  readonly memberNo: number;
  readonly memberId: string;
}
