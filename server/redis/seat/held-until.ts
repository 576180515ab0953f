// Holds by their deadline, for who must tell their owners in time. The score is the deadline as it
// was made; pauses are counted in by seat/read, which is asked for each.
import { showtimeKey, type ShowtimeTarget } from "../keys.js";
import type { ScriptRunner } from "../script-runner.js";
import type { HoldId, Millis } from "../../journal/brands.js";

export interface DeadlineOfHold {
  readonly holdId: HoldId;
  readonly deadlineAt: Millis;
}

/** Holds, and some that are over, with a deadline in (after, upTo]; soonest first. */
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
