// What a command gets from outside: stores, services, caller. No module holds a connection, so
// three nodes can live in one process.
import type { Logger } from "pino";
import type { ServerToClientSignals } from "../client-sdk/protocol/signals.js";
import type { AccessTokens } from "./auth/access-tokens.js";
import type { Actor } from "./auth/actor.js";
import type { QueueTokens } from "./auth/queue-tokens.js";
import type { Passwords } from "./auth/passwords.js";
import type { Config } from "./config/config.js";
import type { Database } from "./db/database.js";
import type { Outcomes } from "./journal/outcomes.js";
import type { RevokedSessions } from "./redis/door/revoked-sessions.js";
import type { ScriptRunner } from "./redis/script-runner.js";
import type { ShardSeatMap } from "./seat-map/shard-seat-map.js";
import type { ShowtimeDirectory } from "./catalogue/showtime-directory.js";
import type { MemberNo, ShowtimeId } from "./journal/brands.js";

/** The stores and services of one node, built by `app.ts`. */
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
  readonly revokedSessions: RevokedSessions;
  /** Wall clock of the node (ms since 1970), for tokens and dates; Redis alone times sales. */
  readonly now: () => number;
}

/** What a command gets for one request or signal. */
export interface Context extends Services {
  readonly requestId: string;
  /** The caller; undefined without an access token. */
  readonly actor: Actor | undefined;
}

/** The context of a caller who has given an access token. */
export interface SignedIn extends Context {
  readonly actor: Actor;
}

/** The services of the account commands alone. */
export interface AccountServices {
  readonly passwords: Passwords;
  /** Closes the sockets of a session that was logged out, on every node. */
  readonly closeSession: (sessionId: string) => void;
}

/** The context of an account command. */
export type AccountContext = Context & AccountServices;
/** The context of an account command whose caller has given an access token. */
export type SignedInAccount = SignedIn & AccountServices;

/** The name of a signal that the server sends. */
export type ServerSignal = keyof ServerToClientSignals;
/** The arguments of a signal that the server sends. */
export type SignalPayload<S extends ServerSignal> = Parameters<ServerToClientSignals[S]>;

/**
 * How workers send signals: the live door carries them to the rooms of every node, and neither
 * imports the other. Sending never waits and never throws; a signal is never the only copy of a
 * fact.
 */
export interface Broadcast {
  /** To all sockets that wait for a showtime or watch its map. */
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
