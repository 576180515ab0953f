import type { Books } from "./books.js";
import type { CrowdOrders, CrowdResult } from "./crowd-orders.js";
import type { Processes } from "./process-cpu.js";

/** What one turn needs: a sale with fresh seats, and fans with money who are new to the server. */
export interface Turn {
  readonly orders: CrowdOrders;
  readonly seats: number;
  /** Price of each seat, in the smallest unit of the currency. */
  readonly price: number;
}

/** The sale of one turn. */
export interface WantedTurn {
  readonly seats: number;
  readonly fans: number;
  readonly door: "rest" | "signals";
}

/** One of the two servers that take turns. */
export interface Contestant {
  readonly name: "twin" | "product";
  /** The processes whose CPU time it uses; the database is shared and counted in its turns. */
  readonly processes: Processes;
  /** Makes the sale of a turn. Its work is not counted. */
  prepare(wanted: WantedTurn): Promise<Turn>;
  /** Waits until everything that was answered is written, so that background work is counted. */
  idle(turn: Turn, result: CrowdResult): Promise<void>;
  /** The books of the sale. Reading them is not counted. */
  books(turn: Turn): Promise<Books>;
  /** Ends what runs for this sale only. */
  finish(turn: Turn): Promise<void>;
  stop(): Promise<void>;
}
