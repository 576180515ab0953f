// Recovery: writes an entry of MySQL's journal back to the Redis keys that it came from. The entry
// holds the state after the operation, so the scripts only assign and never compute.
import { hasFields, isAbout, parseEntry, type JournalEntry } from "../../journal/entry.js";
import type { PlaceTarget } from "../keys.js";
import type { ScriptRunner } from "../script-runner.js";
import type { Applied, ShardApplyInput } from "./apply.js";
import { shardApplyShow } from "./apply-show.js";
import { shardApplyWallet } from "./apply-wallet.js";
import type { ShardId } from "../../journal/brands.js";

/** The member whose buckets an entry changes; 0 when it changes none. */
const memberOf = (entry: JournalEntry): number =>
  hasFields(entry, "memberNo") ? entry.memberNo : 0;

/**
 * Writes one entry back to Redis. Only the entry with the shard's next number is applied; an older
 * one is already there, and a later one is answered as a gap.
 */
export function applyEntry(
  runner: ScriptRunner,
  shard: ShardId,
  input: ShardApplyInput,
): Promise<Applied> {
  const entry = parseEntry(input.payload);
  const memberNo = memberOf(entry);
  if (!isAbout(entry, "showtime") && !isAbout(entry, "payment"))
    return shardApplyWallet(runner, { shard, memberNo }, input);
  const target: PlaceTarget = { shard, showtime: entry.showtime, memberNo };
  return shardApplyShow(runner, target, input);
}
