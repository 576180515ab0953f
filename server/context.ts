// What a command is given: its world, by injection. No module holds a connection, so three nodes
// can live in one process.
import type { Logger } from "pino";
import type { ServerToClientSignals } from "../client-sdk/protocol/signals.js";
import type { AccessTokens } from "./auth/access-tokens.js";
import type { Actor } from "./auth/actor.js";
import type { QueueTokens } from "./auth/queue-tokens.js";
import type { Passwords } from "./auth/passwords.js";
import type { Config } from "./config/config.js";
import type { Database } from "./db/database.js";
import type { Outcomes } from "./journal/outcomes.js";
import type { ScriptRunner } from "./redis/script-runner.js";
import type { ShardSeatMap } from "./seat-map/shard-seat-map.js";
import type { ShowtimeDirectory } from "./catalogue/showtime-directory.js";
import type { MemberNo, ShowtimeId } from "./journal/brands.js";

/** One per node: the stores and services, built by `app.ts`. */
export interface Services {
  readonly config: Config;
  readonly log: Logger;
  readonly redis: ScriptRunner;
  readonly db: Database;
  readonly showtimes: ShowtimeDirectory;
  readonly seatMaps: ShardSeatMap;
  readonly outcomes: Outcomes;
  readonly accessTokens: AccessTokens;
  readonly queueTokens: QueueTokens;
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

/** What the commands of accounts need besides the services of every command. */
export interface AccountServices {
  readonly passwords: Passwords;
  /** The session is over: its sockets close, on every node. */
  readonly closeSession: (sessionId: string) => void;
}

export type AccountContext = Context & AccountServices;
export type SignedInAccount = SignedIn & AccountServices;

export type ServerSignal = keyof ServerToClientSignals;
export type SignalPayload<S extends ServerSignal> = Parameters<ServerToClientSignals[S]>;

/**
 * What the workers tell, and the live door carries to the rooms of every node: neither imports the
 * other. Never waits, never throws: a signal is never the only copy of anything.
 */
export interface Broadcast {
  /** To all who wait for a showtime or watch its map. */
  toShowtime<S extends ServerSignal>(
    showtime: ShowtimeId,
    signal: S,
    ...payload: SignalPayload<S>
  ): void;
  /** To every socket of one member. */
  toMember<S extends ServerSignal>(
    memberNo: MemberNo,
    signal: S,
    ...payload: SignalPayload<S>
  ): void;
}
