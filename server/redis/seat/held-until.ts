// Finds holds by their deadline, so that their owners can be warned in time. The deadlines here are
// those from the making of the holds; `seatRead` adds the pauses, so the caller reads each hold
// again.
import { showtimeKey, type ShowtimeTarget } from "../keys.js";
import type { ScriptRunner } from "../script-runner.js";
import type { HoldId, Millis } from "../../journal/brands.js";

export interface DeadlineOfHold {
  readonly holdId: HoldId;
  readonly deadlineAt: Millis;
}

/**
 * The holds whose deadline is later than `after` and not later than `upTo` (both in ms since 1970),
 * soonest first, at most `limit`. Some of them may be over.
 */
export async function heldUntil(
  runner: ScriptRunner,
  target: ShowtimeTarget,
  within: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<DeadlineOfHold[]> {
  const key = showtimeKey(target, "deadlines");
  const { after, upTo, limit } = within;
  const flat = await runner.client.zrangebyscore(
    key,
    `(${after}`,
    upTo,
    ...(["WITHSCORES", "LIMIT", 0, limit] as const),
  );
  const found: DeadlineOfHold[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    found.push({ holdId: flat[i] ?? "", deadlineAt: Number(flat[i + 1]) });
  }
  return found;
}
