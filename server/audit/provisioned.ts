// What provisioning writes for each showtime, out of its row and its layout in MySQL, as facts
// (facts.ts). Facts of the journal replace them, as sales and changes of policy come later.
import { createHash } from "node:crypto";
import type { Database } from "../db/database.js";
import { createShowtimeDirectory } from "../db/mysql-showtime-directory.js";
import { showtimeById, type ShowtimeRecord } from "../db/repositories/showtimes.js";
import { asSalePolicy, packPlan, packPrices, packRows } from "../redis/show/provision.js";
import type { Showtime } from "../catalogue/showtime-directory.js";
import type { ShardReplay } from "./replay.js";

/** The showtimes of one shard as provisioning writes them. */
export interface ProvisionedShowtimes {
  readonly facts: ReadonlyMap<string, string>;
  /** Showtimes that are not on sale: the next approval provisions them again. */
  readonly unapproved: Pick<ReadonlySet<number>, "has">;
  /** Showtimes that MySQL does not have, or has with another shard or layout. */
  readonly violations: readonly string[];
}

const LIVE = new Set<ShowtimeRecord["performanceState"]>(["approved", "cancelled"]);
const SALE_NAME = /^show (\d+) sale /;
const OWN_NAME = /show (\d+) (sale|stock|capacity|seatcount|plan|rows|prices)\b/;

/** The showtime of a fact or a finding about provisioning; undefined for any other text. */
export const provisionedShowtimeOf = (text: string): number | undefined => {
  const [, showtime] = OWN_NAME.exec(text) ?? [];
  return showtime === undefined ? undefined : Number(showtime);
};

/** What provisioning writes for all showtimes that Redis or the journal know. */
export async function provisionedShowtimes(
  db: Database,
  replay: ShardReplay,
  redis: ReadonlyMap<string, string>,
): Promise<ProvisionedShowtimes> {
  const facts = new Map<string, string>();
  const unapproved = new Set<number>();
  const violations: string[] = [];
  const directory = createShowtimeDirectory(db, { now: Date.now });
  for (const id of knownShowtimes(replay, redis)) {
    const record = await showtimeById(db, id);
    if (record === undefined) {
      if (hasSold(replay, id)) violations.push(`show ${id} sells, and MySQL has no showtime of it`);
      else unapproved.add(id);
      continue;
    }
    if (record.shard !== replay.shard) violations.push(`show ${id} is of shard ${record.shard}`);
    if (!LIVE.has(record.performanceState)) {
      unapproved.add(id);
      continue;
    }
    const inForce = replay.showtimes.get(id)?.sale.get("layout") ?? String(record.layoutVersion);
    if (inForce !== String(record.layoutVersion)) {
      violations.push(`show ${id} sale layout is ${inForce}, in MySQL ${record.layoutVersion}`);
    }
    addFacts(facts, await directory.get(id), record);
  }
  return { facts, unapproved, violations };
}

function knownShowtimes(replay: ShardReplay, redis: ReadonlyMap<string, string>): Set<number> {
  const ids = new Set(replay.showtimes.keys());
  for (const name of redis.keys()) {
    const [, id] = SALE_NAME.exec(name) ?? [];
    if (id !== undefined) ids.add(Number(id));
  }
  return ids;
}

/** Whether something was held or paid; a showtime without may have been deleted. */
function hasSold(replay: ShardReplay, id: number): boolean {
  const showtime = replay.showtimes.get(id);
  return showtime !== undefined && showtime.holds.size + showtime.pays.size > 0;
}

function addFacts(facts: Map<string, string>, showtime: Showtime, record: ShowtimeRecord): void {
  const of = `show ${showtime.id}`;
  const { mode, maxActive, perMinute, holdMs, sessionMs, maxPerUser } = asSalePolicy(record.policy);
  const units = showtime.areas.reduce((sum, { capacity }) => sum + capacity, 0);
  const sale: Readonly<Record<string, string | number>> = {
    ...{ state: "open", op: "-", layout: showtime.layoutVersion },
    ...{ queue_opens_at: showtime.queueOpensAt ?? 0, opens_at: showtime.salesOpenAt },
    ...{
      closes_at: showtime.salesCloseAt ?? 0,
      mode,
      max_active: maxActive,
      per_minute: perMinute,
    },
    ...{ hold_ms: holdMs, session_ms: sessionMs, max_per_user: maxPerUser },
    ...{ paused_from: 0, paused_at: 0, resumed_at: 0, unsold: showtime.seats.length + units },
  };
  for (const [field, value] of Object.entries(sale)) {
    facts.set(`${of} sale ${field}`, String(value));
  }
  showtime.areas.forEach(({ capacity, priceClass }, area) => {
    facts.set(`${of} stock ${area}`, String(capacity));
    facts.set(`${of} capacity ${area}`, `${capacity} ${priceClass}`);
  });
  // Where there are only areas, Redis has no key for the seats.
  if (showtime.seats.length > 0) {
    facts.set(`${of} seatcount`, String(showtime.seats.length));
  }
  facts.set(`${of} plan`, digest(packPlan(showtime.seats)));
  facts.set(`${of} rows`, digest(packRows(showtime.seats)));
  facts.set(`${of} prices`, pricesText(packPrices(showtime.priceClasses)));
}

/** The SHA-1 of bytes in hex, where the bytes are too many to print. */
export const digest = (bytes: Buffer): string => createHash("sha1").update(bytes).digest("hex");

const PRICE_BYTES = 8;

/** Packed prices as text, such as `1000,500`. */
export function pricesText(bytes: Buffer): string {
  if (bytes.length % PRICE_BYTES !== 0) return `of ${bytes.length} bytes`;
  const count = bytes.length / PRICE_BYTES;
  return Array.from({ length: count }, (_, at) => bytes.readDoubleLE(at * PRICE_BYTES)).join();
}
