import type { PlaceStatus } from "../../../client-sdk/protocol/bodies.js";
import { joinQueue } from "../../commands/queue/join-queue.js";
import { leaveQueue } from "../../commands/queue/leave-queue.js";
import { readPlace } from "../../commands/queue/read-place.js";
import { ownPlace } from "../../commands/queue/own-place.js";
import { QueueToken, ShowtimeInput, type PlaceInput } from "../../commands/input/inputs.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { guardedRoute, noContent, ok, type RequestFacts, type Route } from "../kernel/route.js";
import { createPollGuard } from "./poll-guard.js";
import { Place } from "./schemas.js";

const path = "/showtimes/{showtimeId}/queue";
const queue = { tag: "Waiting room", path, access: "signed-in", params: ShowtimeInput } as const;
const OWN_PLACE_ERRORS = [
  ...(["SHOWTIME_NOT_FOUND", "QUEUE_NOT_READY", "INVALID_QUEUE_TOKEN"] as const),
  ...(["QUEUE_TOKEN_EXPIRED", "SALE_PAUSED"] as const),
] as const;
const MS = 1000;
/** Only polls of places that wait are limited. */
const WAITS: ReadonlySet<PlaceStatus> = new Set(["drawing", "waiting", "parked"]);

/** @throws AppError `QUEUE_NOT_READY` without a token, `INVALID_QUEUE_TOKEN` for what is none */
function tokenOf({ queueToken }: RequestFacts): string {
  if (queueToken === undefined) throw new AppError("QUEUE_NOT_READY");
  const token = QueueToken.safeParse(queueToken);
  if (!token.success) throw new AppError("INVALID_QUEUE_TOKEN");
  return token.data;
}

/**
 * Whose polls are counted together: those for one place of one member.
 * @throws AppError `SHOWTIME_NOT_FOUND` `INVALID_QUEUE_TOKEN`
 */
async function pollOf(ctx: SignedIn, { showtimeId, token }: PlaceInput): Promise<string> {
  const showtime = await ctx.showtimes.get(showtimeId);
  const { memberNo, place } = ownPlace(ctx, showtime, token);
  return `${showtime.id}:${memberNo}:${place}`;
}

/** The routes of the waiting room. @param now clock of this node, which counts its own polls */
export function queueRoutes(now: () => number): readonly Route[] {
  const polls = createPollGuard(now);
  return [
    guardedRoute({
      ...queue,
      method: "post",
      id: "joinQueue",
      summary: "Join; a caller who has a place gets the same one",
      description: "201 with a new place, 200 with the one that the caller has.",
      answers: { 200: Place, 201: Place },
      errors: ["SHOWTIME_NOT_FOUND", "SALE_NOT_OPEN", "SALE_CLOSED", "ALL_RESERVED", "SALE_PAUSED"],
      run: async (ctx, { params }) => {
        const { isNew, body } = await joinQueue(ctx, params);
        return { status: isNew ? 201 : 200, body };
      },
    }),
    guardedRoute({
      ...queue,
      method: "get",
      id: "readPlace",
      summary: "Where the place stands",
      answers: { 200: Place },
      isPolled: true,
      needsQueueToken: true,
      errors: OWN_PLACE_ERRORS,
      run: async (ctx, { params }, facts) => {
        const token = tokenOf(facts);
        const poll = await pollOf(ctx, { ...params, token });
        polls.assertDue(poll);
        const body = await readPlace(ctx, { ...params, token });
        if (WAITS.has(body.status)) polls.answered(poll, body.pollAfterMs);
        const headers = { "Retry-After": String(Math.ceil(body.pollAfterMs / MS)) };
        return { ...ok(body), headers };
      },
    }),
    guardedRoute({
      ...queue,
      method: "delete",
      id: "leaveQueue",
      summary: "Leave for good",
      answers: { 204: null },
      needsQueueToken: true,
      errors: OWN_PLACE_ERRORS,
      run: async (ctx, { params }, facts) => {
        await leaveQueue(ctx, { ...params, token: tokenOf(facts) });
        return noContent();
      },
    }),
  ];
}
