// The reply of all scripts about a member's own place (lua/README.md).
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

/**
 * The state of a place. `called`: it may enter (`queueEnter`). `returning`: it was parked, came
 * back, and is called before all waiting places.
 */
export type PlaceState = (typeof STATES)[number];

export interface PlaceReply {
  readonly status: PlaceState;
  readonly place: number;
  /** How many waiting places are ahead; −1 when the place is not waiting. */
  readonly ahead: number;
  /** End of the session, of the time to enter, or of parking, pauses included; 0 without one. */
  readonly deadlineAt: Millis;
  /** The number of the tick after which `ahead`, `head`, `called` and `leftSeq` are valid. */
  readonly tick: number;
  readonly head: number;
  readonly called: number;
  readonly leftSeq: number;
  readonly waiting: number;
  /** Admissions per minute; 0 while no places are called. */
  readonly perMinute: number;
  /** True for a new place, false for the place that the member already had. */
  readonly isNew: boolean;
}

const REPLY_LENGTH = 12;

const isState = (word: string | undefined): word is PlaceState =>
  (STATES as readonly (string | undefined)[]).includes(word);

/**
 * Decodes the reply of a script about a member's own place.
 * @throws Error when the reply has another shape
 */
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
