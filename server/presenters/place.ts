import type { PlaceBody, PlaceStatus } from "../../client-sdk/protocol/bodies.js";
import type { PlaceReply, PlaceState } from "../redis/queue/place-reply.js";

const POLL_SOON_MS = 2000;
const POLL_LATER_MS = 5000;
const POLL_RARELY_MS = 10_000;
const SOON_AHEAD = 200;

/** `called` lasts some milliseconds; it is shown as waiting with 0 ahead. */
const SHOWN: Readonly<Record<PlaceState, PlaceStatus>> = {
  waiting: "waiting",
  called: "waiting",
  admitted: "admitted",
  parked: "parked",
  returning: "parked",
  done: "done",
  left: "left",
  expired: "expired",
};

function aheadOf(reply: PlaceReply): number | null {
  if (reply.status === "waiting") return reply.ahead;
  return reply.status === "called" ? 0 : null;
}

function pollAfterMs(ahead: number | null): number {
  if (ahead === null) return POLL_RARELY_MS;
  return ahead <= SOON_AHEAD ? POLL_SOON_MS : POLL_LATER_MS;
}

/** Null while no places are called, as then the time is unknown. */
const etaSeconds = (ahead: number | null, perMinute: number): number | null =>
  ahead === null || perMinute === 0 ? null : Math.ceil((ahead * 60) / perMinute);

/** A place as join, status and resume answer it; times ISO 8601, `pollAfterMs` by places ahead. */
export function presentPlace(reply: PlaceReply, token: string): PlaceBody {
  const ahead = aheadOf(reply);
  const isAdmitted = reply.status === "admitted";
  return {
    token,
    status: SHOWN[reply.status],
    place: reply.place,
    position: isAdmitted ? 0 : ahead === null ? null : ahead + 1,
    ahead,
    etaSeconds: etaSeconds(ahead, reply.perMinute),
    pollAfterMs: pollAfterMs(ahead),
    ...(isAdmitted ? { sessionEndsAt: new Date(reply.deadlineAt).toISOString() } : {}),
    tick: {
      n: reply.tick,
      head: reply.head,
      called: reply.called,
      leftSeq: reply.leftSeq,
    },
  };
}
