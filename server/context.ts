// What a command is given: its world, by injection. No module holds a connection, so three nodes
// can live in one process.
import type { Logger } from "pino";
import type { Actor } from "./actor.js";
import type { Config } from "./config.js";
import type { Database } from "./db/database.js";
import type { Outcomes } from "./outcomes.js";
import type { ScriptRunner } from "./redis/script-runner.js";
import type { ShardSeatMap } from "./redis/shard-seat-map.js";
import type { ShowtimeDirectory } from "./showtime-directory.js";
import type { Tokens } from "./tokens.js";

/** One per node: the stores and services, built by `app.ts`. */
export interface Services {
  readonly config: Config;
  readonly log: Logger;
  readonly redis: ScriptRunner;
  readonly db: Database;
  readonly showtimes: ShowtimeDirectory;
  readonly seatMaps: ShardSeatMap;
  readonly outcomes: Outcomes;
  readonly tokens: Tokens;
  /** Wall clock of the node, for tokens and dates; sales are timed by Redis alone. */
  readonly now: () => number;
}

/** One per request or signal. */
export interface Context extends Services {
  readonly requestId: string;
  readonly actor: Actor | undefined;
}

export interface SignedIn extends Context {
  readonly actor: Actor;
}
