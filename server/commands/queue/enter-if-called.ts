// A called place enters only while its member is present: the member's poll enters for it, or the
// node that has the member's socket. A place that does not enter in time is parked.
import type { Services } from "../../context.js";
import type { PlaceTarget } from "../../redis/keys.js";
import type { PlaceReply } from "../../redis/queue/place-reply.js";
import { queueEnter } from "../../redis/queue/enter.js";
import type { HoldOutcome } from "../../redis/seat/hold-wanted.js";
import { queueStatus } from "../../redis/queue/status.js";

const MAY_ENTER: ReadonlySet<PlaceReply["status"]> = new Set(["called", "parked"]);

/** Lets a called or parked place enter; while selling is paused it stays as it is. */
export async function enterIfCalled(
  { redis }: Pick<Services, "redis">,
  target: PlaceTarget,
  reply: PlaceReply,
): Promise<PlaceReply> {
  if (!MAY_ENTER.has(reply.status)) return reply;
  const input = { memberNo: target.memberNo, place: reply.place };
  const outcome = await queueEnter.outcome(redis, target, input);
  return outcome.kind === "done" ? outcome.value : reply;
}

/**
 * Makes a hold in a booking session. A place that was called and has not entered yet enters first:
 * a member who books is present.
 */
export async function inSession(
  { redis }: Pick<Services, "redis">,
  target: PlaceTarget,
  { place, hold }: { readonly place: number; readonly hold: () => Promise<HoldOutcome> },
): Promise<HoldOutcome> {
  const outcome = await hold();
  if (outcome.kind === "done" || outcome.code !== "QUEUE_NOT_READY") return outcome;
  const found = await queueStatus(redis, target, { memberNo: target.memberNo, place });
  const entered = await enterIfCalled({ redis }, target, found);
  return entered.status === "admitted" ? hold() : outcome;
}
