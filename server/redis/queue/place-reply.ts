// The reply that every script of one's own place gives (lua/README.md).
import type { ScriptReply } from "../script-runner.js";
import type { Millis } from "../../journal/brands.js";

const STATES = [
  "waiting",
  "called",
  "admitted",
  "parked",
  "returning",
  "done",
  "left",
  "expired",
] as const;

/** `called` is on its way in (`queueEnter`); `returning` was parked and is called again first. */
export type PlaceState = (typeof STATES)[number];

export interface PlaceReply {
  readonly status: PlaceState;
  readonly place: number;
  /** How many wait before; −1 where it has no meaning. */
  readonly ahead: number;
  /** End of the session, enter-by or end of parking, in ms, pauses included; 0 without one. */
  readonly deadlineAt: Millis;
  /** The tick that `ahead`, `head`, `called` and `leftSeq` are valid after. */
  readonly tick: number;
  readonly head: number;
  readonly called: number;
  readonly leftSeq: number;
  readonly waiting: number;
  /** 0 while nobody is called. */
  readonly perMinute: number;
  /** A new place, not the one the member had. */
  readonly isNew: boolean;
}

const REPLY_LENGTH = 12;

const isState = (word: string | undefined): word is PlaceState =>
  (STATES as readonly (string | undefined)[]).includes(word);

export function decodePlace(reply: ScriptReply): PlaceReply {
  const [, status, ...rest] = reply;
  if (!isState(status) || reply.length !== REPLY_LENGTH) {
    throw new Error(`not a place reply: ${reply.join(" ")}`);
  }
  const at = (i: number): number => Number(rest[i]);
  return {
    status,
    place: at(0),
    ahead: at(1),
    deadlineAt: at(2),
    tick: at(3),
    head: at(4),
    called: at(5),
    leftSeq: at(6),
    waiting: at(7),
    perMinute: at(8),
    isNew: at(9) === 1,
  };
}
