// What is in flight when an audit begins gets time to settle: entries on their way to MySQL and to
// its tables, payments and refunds that a sweeper will settle. The audit does not wait for what
// begins later, so a busy sale does not delay it.
import { setTimeout as delay } from "node:timers/promises";
import { auditedShards } from "../db/repositories/audit.js";
import { AppError } from "../errors.js";
import { payOwed } from "../redis/pay/owed.js";
import { payUnsettled } from "../redis/pay/unsettled.js";
import { shardState } from "../redis/shard/state.js";
import type { Stores } from "./redis-side.js";
import type { Millis, ShardId } from "../journal/brands.js";

/** What a shard had in flight: the end of its journal, and the names of what is open. */
interface InFlight {
  readonly shard: ShardId;
  readonly n: number;
  readonly open: ReadonlySet<string>;
}

const ASK_EVERY_MS = 250;
const NAMES_MAX = 500;

/** Waits until what is in flight now has settled, in shards that a worker serves. */
export async function settle(stores: Stores, withinMs: Millis): Promise<void> {
  const until = Date.now() + withinMs;
  let waiting = await inFlight(stores);
  while (waiting.length > 0 && Date.now() < until) {
    await delay(Math.min(ASK_EVERY_MS, withinMs));
    waiting = await stillInFlight(stores, waiting);
  }
}

async function inFlight(stores: Stores): Promise<InFlight[]> {
  const found: InFlight[] = [];
  for (const { shard, projectedN, isServed } of await auditedShards(stores.db)) {
    const now = isServed ? await nowInFlight(stores, shard) : undefined;
    if (now !== undefined && (now.n > projectedN || now.open.size > 0)) found.push(now);
  }
  return found;
}

async function stillInFlight(stores: Stores, before: readonly InFlight[]): Promise<InFlight[]> {
  const rows = new Map((await auditedShards(stores.db)).map((row) => [row.shard, row]));
  const left: InFlight[] = [];
  for (const { shard, n, open } of before) {
    const row = rows.get(shard);
    if (row === undefined || !row.isServed) continue;
    const now = await nowInFlight(stores, shard);
    const still = new Set([...open].filter((name) => now === undefined || now.open.has(name)));
    if (row.projectedN < n || still.size > 0) left.push({ shard, n, open: still });
  }
  return left;
}

/** What a shard has in flight now; undefined while Redis refuses to say. */
async function nowInFlight({ redis }: Stores, shard: ShardId): Promise<InFlight | undefined> {
  const all = { olderMs: 0, limit: NAMES_MAX };
  try {
    const { n } = await shardState(redis, { shard });
    const payments = await payUnsettled(redis, { shard }, all);
    const refunds = await payOwed(redis, { shard }, all);
    const names = [...payments, ...refunds].map(({ payId, showtime }) => `${payId} ${showtime}`);
    return { shard, n, open: new Set(names) };
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
