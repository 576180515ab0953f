// A loop that writes to MySQL goes on as soon as MySQL takes its batches again.
import { InvariantViolation, LostDuty } from "../../db/journal/invariant-violation.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import { ShardFenced } from "../duty/shard-fenced.js";

/** Who hears that MySQL stops and resumes taking batches; each call is made once per stall. */
export interface Stalling {
  readonly onStall: (error: unknown) => void;
  readonly onFlow: () => void;
}

const RETRY_MS = 200;

const isFinal = (error: unknown): boolean =>
  error instanceof InvariantViolation || error instanceof LostDuty || error instanceof ShardFenced;

/**
 * Tries every 200 ms until a write has succeeded; false when the signal aborts before.
 * @throws InvariantViolation LostDuty ShardFenced at once, as no other attempt could succeed
 */
export async function untilWritten(
  signal: AbortSignal,
  write: () => Promise<void>,
  { onStall, onFlow }: Stalling,
): Promise<boolean> {
  let isStalled = false;
  const end = await pacedLoop(signal, { afterMs: RETRY_MS }, async () => {
    try {
      await write();
      if (isStalled) onFlow();
      return "done";
    } catch (error) {
      if (isFinal(error)) throw error;
      if (!isStalled) onStall(error);
      isStalled = true;
      return undefined;
    }
  });
  return end === "done";
}
