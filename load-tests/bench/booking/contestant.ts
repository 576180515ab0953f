import type { Books } from "./books.js";
import type { Processes } from "./process-cpu.js";

/** A showtime on sale. */
export interface Sale {
  readonly showtimeId: string;
  /** The ids of its seats, each at the price of `sale.ts`. */
  readonly seatIds: readonly string[];
}

/** One of the two servers that take turns. What it prepares and reads is not counted. */
export interface Contestant {
  readonly name: "twin" | "product";
  readonly url: string;
  /** The processes whose CPU time it uses; the database is shared and counted in its turns. */
  readonly processes: Processes;
  /** Stops its background work while another one has its turn, if it can. */
  rest(): void;
  /** Continues. */
  wake(): void;
  /** Puts a showtime on sale; `maxActive` is its policy. */
  openSale(wanted: { readonly seats: number; readonly maxActive: number }): Promise<Sale>;
  /** Makes members with money who are new to the server. @returns their access tokens */
  addFans(count: number): Promise<string[]>;
  /** Writes so many further members into the waiting room, in the form that joins would leave. */
  fillWaitingRoom(sale: Sale, count: number): Promise<void>;
  /** Waits until MySQL has `paid` payments of the sale, so that background work is counted. */
  idle(sale: Sale, paid: number): Promise<void>;
  /** The books of a sale. */
  books(sale: Sale): Promise<Books>;
  /** Closes a sale and what runs for it. */
  closeSale(sale: Sale): Promise<void>;
  /** Stops its processes. */
  stop(): Promise<void>;
}
