// Submit, approve and reject a performance. Each is a compare-and-set in MySQL: of two
// administrators who decide at the same time one succeeds, the other gets INVALID_STATE.
import type { PerformanceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import {
  movePerformance,
  performanceById,
  type Performance,
} from "../../db/repositories/performances.js";
import { showtimesOf } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { assertAdmin } from "../../policies/members.js";
import { assertMayManage, MAY_COME_FROM, type Decision } from "../../policies/performances.js";
import { presentPerformance } from "../../presenters/performance.js";
import { provisionShowtime } from "./provision-showtime.js";

interface Step {
  readonly to: Decision;
  readonly reason?: string;
}

/**
 * Submits a performance of the caller's for approval.
 * @throws AppError `PERFORMANCE_NOT_FOUND` `FORBIDDEN` `INVALID_STATE`
 */
export async function submitPerformance(ctx: SignedIn, id: number): Promise<PerformanceBody> {
  const performance = await existing(ctx, id);
  assertMayManage(ctx.actor, performance);
  return move(ctx, performance, { to: "submitted" });
}

/**
 * Puts a performance on sale. Its showtimes are in Redis before it becomes public.
 * @throws AppError `FORBIDDEN` `PERFORMANCE_NOT_FOUND` `INVALID_STATE` `SALE_PAUSED`
 */
export async function approvePerformance(ctx: SignedIn, id: number): Promise<PerformanceBody> {
  assertAdmin(ctx.actor);
  const performance = await existing(ctx, id);
  assertMayMove(performance, "approved");
  const showtimes = await showtimesOf(ctx.db, [id]);
  for (const showtime of showtimes) await provisionShowtime(ctx, showtime.id);
  const body = await move(ctx, performance, { to: "approved" });
  // A showtime that was added while these were provisioned is still missing in Redis.
  const known = new Set(showtimes.map((showtime) => showtime.id));
  for (const showtime of await showtimesOf(ctx.db, [id])) {
    if (!known.has(showtime.id)) await provisionShowtime(ctx, showtime.id);
    ctx.showtimes.forget(showtime.id);
  }
  return body;
}

/**
 * Rejects a submitted performance; its organiser reads the reason.
 * @throws AppError `FORBIDDEN` `PERFORMANCE_NOT_FOUND` `INVALID_STATE`
 */
export async function rejectPerformance(
  ctx: SignedIn,
  { id, reason }: { readonly id: number; readonly reason: string },
): Promise<PerformanceBody> {
  assertAdmin(ctx.actor);
  return move(ctx, await existing(ctx, id), { to: "rejected", reason });
}

async function existing(ctx: SignedIn, id: number): Promise<Performance> {
  const performance = await performanceById(ctx.db, id);
  if (performance === undefined) throw new AppError("PERFORMANCE_NOT_FOUND");
  return performance;
}

const invalid = (from: string, to: string) => new AppError("INVALID_STATE", { meta: { from, to } });

function assertMayMove({ state }: Performance, to: Decision): void {
  if (!MAY_COME_FROM[to].includes(state)) throw invalid(state, to);
}

async function move(ctx: SignedIn, before: Performance, step: Step): Promise<PerformanceBody> {
  const { to, reason } = step;
  assertMayMove(before, to);
  const from = MAY_COME_FROM[to];
  const isMoved = await movePerformance(ctx.db, before.id, {
    from,
    to,
    reason,
    at: new Date(ctx.now()),
  });
  const after = await existing(ctx, before.id);
  if (!isMoved) throw invalid(after.state, to);
  ctx.log.info({ event: `performance.${to}`, requestId: ctx.requestId, performance: before.id });
  return presentPerformance(after);
}
