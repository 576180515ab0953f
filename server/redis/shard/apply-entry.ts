// Recovery: an entry of MySQL's journal goes back to the keys it came from, as pure assignment.
import { parseEntry, type JournalEntry } from "../../journal/entry.js";
import type { PlaceTarget } from "../keys.js";
import type { ScriptRunner } from "../script-runner.js";
import type { Applied, ShardApplyInput } from "./apply.js";
import { shardApplyShow } from "./apply-show.js";
import { shardApplyWallet } from "./apply-wallet.js";
import type { ShardId } from "../../journal/brands.js";

/** The member whose buckets an entry touches; 0 where it touches none. */
const memberOf = (entry: JournalEntry): number => ("memberNo" in entry ? entry.memberNo : 0);

const isOfWallet = ({ kind }: JournalEntry): boolean =>
  kind === "generation" ||
  kind === "authorised" ||
  kind === "captured" ||
  kind === "voided" ||
  kind === "credited";

/** Puts one entry back; only the next number of the shard is taken, an older one is known. */
export function applyEntry(
  runner: ScriptRunner,
  shard: ShardId,
  input: ShardApplyInput,
): Promise<Applied> {
  const entry = parseEntry(input.payload);
  const memberNo = memberOf(entry);
  if (isOfWallet(entry)) return shardApplyWallet(runner, { shard, memberNo }, input);
  const showtime = "showtime" in entry ? entry.showtime : 0;
  const target: PlaceTarget = { shard, showtime, memberNo };
  return shardApplyShow(runner, target, input);
}
