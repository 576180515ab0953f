// What the commands of accounts need besides the services of every command.
import type { Context, SignedIn } from "../context.js";
import type { Passwords } from "./passwords.js";

export interface AccountServices {
  readonly passwords: Passwords;
  /** The session is over: its sockets close, on every node. */
  readonly closeSession: (sessionId: string) => void;
}

export type AccountContext = Context & AccountServices;
export type SignedInAccount = SignedIn & AccountServices;
