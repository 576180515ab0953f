// Showtimes. A showtime gets the least used shard when it is created. The shard never changes,
// because the seats and reservations of the showtime are stored there.
import type { LayoutArea } from "../../catalogue/layout-document.js";
import type { PriceClass } from "../../catalogue/showtime-directory.js";
import type { Database, Tx } from "../database.js";
import type { PerformanceState } from "./performances.js";
import type { MemberNo, Millis, ShardId } from "../../journal/brands.js";

export interface Policy {
  readonly mode: "fifo" | "lottery" | "open" | "paused";
  readonly maxActive: number;
  readonly perMinute: number;
  readonly holdMs: Millis;
  readonly sessionMs: Millis;
  readonly maxPerUser: number;
}

export interface ShowtimeFields {
  readonly startsAt: Date;
  readonly queueOpensAt: Date | undefined;
  readonly salesOpenAt: Date;
  readonly salesCloseAt: Date | undefined;
  readonly layoutId: number;
  readonly seatCount: number;
  readonly priceClasses: readonly PriceClass[];
  /** The areas as the organiser sent them, with the ids of their price classes. */
  readonly areas: readonly LayoutArea[];
  readonly policy: Policy;
}

export interface ShowtimeRecord extends ShowtimeFields {
  readonly id: number;
  readonly performanceId: number;
  readonly performanceState: PerformanceState;
  readonly organiserNo: MemberNo;
  readonly shard: ShardId;
  readonly layoutVersion: number;
  readonly updatedAt: Date;
}

interface Row {
  readonly id: number;
  readonly performance_id: number;
  readonly performance_state: PerformanceState;
  readonly organiser_no: number;
  readonly shard: ShardId;
  readonly layout_id: number;
  readonly layout_version: number;
  readonly seat_count: number;
  readonly starts_at: Date;
  readonly queue_opens_at: Date | null;
  readonly sales_open_at: Date;
  readonly sales_close_at: Date | null;
  readonly price_classes: string;
  readonly areas: string;
  readonly mode: Policy["mode"];
  readonly max_active: number;
  readonly per_minute: number;
  readonly hold_ms: number;
  readonly session_ms: number;
  readonly max_per_user: number;
  readonly updated_at: Date;
}

const SELECT = `SELECT s.*, p.state AS performance_state, p.organiser_no
  FROM showtimes s JOIN performances p ON p.id = s.performance_id`;

const asShowtime = (row: Row): ShowtimeRecord => ({
  id: row.id,
  performanceId: row.performance_id,
  performanceState: row.performance_state,
  organiserNo: row.organiser_no,
  shard: row.shard,
  layoutId: row.layout_id,
  layoutVersion: row.layout_version,
  seatCount: row.seat_count,
  startsAt: row.starts_at,
  queueOpensAt: row.queue_opens_at ?? undefined,
  salesOpenAt: row.sales_open_at,
  salesCloseAt: row.sales_close_at ?? undefined,
  priceClasses: JSON.parse(row.price_classes) as readonly PriceClass[],
  areas: JSON.parse(row.areas) as readonly LayoutArea[],
  policy: {
    mode: row.mode,
    maxActive: row.max_active,
    perMinute: row.per_minute,
    holdMs: row.hold_ms,
    sessionMs: row.session_ms,
    maxPerUser: row.max_per_user,
  },
  updatedAt: row.updated_at,
});

const columns = (fields: ShowtimeFields) => ({
  layoutId: fields.layoutId,
  seatCount: fields.seatCount,
  startsAt: fields.startsAt,
  queueOpensAt: fields.queueOpensAt ?? null,
  salesOpenAt: fields.salesOpenAt,
  salesCloseAt: fields.salesCloseAt ?? null,
  priceClasses: JSON.stringify(fields.priceClasses),
  areas: JSON.stringify(fields.areas),
  ...fields.policy,
});

/** The shard with the fewest showtimes; of several such shards the lowest. */
async function leastUsedShard(db: Database, shards: number, tx: Tx): Promise<number> {
  const rows = await db.select<{ readonly shard: ShardId; readonly used: number | string }>(
    "SELECT shard, COUNT(*) AS used FROM showtimes GROUP BY shard",
    [],
    tx,
  );
  const used = new Map(rows.map((row) => [row.shard, Number(row.used)]));
  const all = Array.from({ length: shards }, (_, shard) => shard);
  return all.reduce((best, shard) => {
    return (used.get(shard) ?? 0) < (used.get(best) ?? 0) ? shard : best;
  }, 0);
}

export interface ShowtimeHome {
  readonly performanceId: number;
  readonly shards: number;
  readonly at: Date;
}

/** Adds a showtime and returns its id. */
export async function addShowtime(
  db: Database,
  fields: ShowtimeFields,
  { performanceId, shards, at }: ShowtimeHome,
): Promise<number> {
  return db.transaction(async (tx) => {
    const shard = await leastUsedShard(db, shards, tx);
    const { insertId } = await db.write(
      `INSERT INTO showtimes (performance_id, shard, layout_id, layout_version, seat_count,
         starts_at, queue_opens_at, sales_open_at, sales_close_at, price_classes, areas,
         mode, max_active, per_minute, hold_ms, session_ms, max_per_user, created_at, updated_at)
       VALUES (:performanceId, :shard, :layoutId, 1, :seatCount,
         :startsAt, :queueOpensAt, :salesOpenAt, :salesCloseAt, :priceClasses, :areas,
         :mode, :maxActive, :perMinute, :holdMs, :sessionMs, :maxPerUser, :at, :at)`,
      { ...columns(fields), performanceId, shard, at },
      tx,
    );
    return insertId;
  });
}

/** Deletes a showtime that was never on sale. */
export async function removeShowtime(db: Database, id: number): Promise<void> {
  await db.write("DELETE FROM showtimes WHERE id = ?", [id]);
}

export interface ShowtimeChange {
  readonly fields: ShowtimeFields;
  /**
   * The layout version that the caller read. Another one now means that another change was faster.
   */
  readonly layoutVersion: number;
  /** The layout version after the change. Default: unchanged. */
  readonly nextVersion?: number;
  readonly at: Date;
}

/** Changes a showtime if its layout version is still `layoutVersion`; else returns false. */
export async function changeShowtime(
  db: Database,
  id: number,
  { fields, layoutVersion, nextVersion = layoutVersion, at }: ShowtimeChange,
): Promise<boolean> {
  const { affectedRows } = await db.write(
    `UPDATE showtimes SET layout_id = :layoutId, layout_version = :nextVersion,
       seat_count = :seatCount, starts_at = :startsAt, queue_opens_at = :queueOpensAt,
       sales_open_at = :salesOpenAt, sales_close_at = :salesCloseAt,
       price_classes = :priceClasses, areas = :areas, mode = :mode, max_active = :maxActive,
       per_minute = :perMinute, hold_ms = :holdMs, session_ms = :sessionMs,
       max_per_user = :maxPerUser, updated_at = :at
     WHERE id = :id AND layout_version = :layoutVersion`,
    { ...columns(fields), id, at, layoutVersion, nextVersion },
  );
  return affectedRows === 1;
}

/**
 * Stores the policy for the next provisioning. The caller has already changed the live one in
 * Redis.
 */
export async function keepPolicy(
  db: Database,
  id: number,
  { policy, at }: { readonly policy: Policy; readonly at: Date },
): Promise<void> {
  await db.write(
    `UPDATE showtimes SET mode = :mode, max_active = :maxActive, per_minute = :perMinute,
       hold_ms = :holdMs, session_ms = :sessionMs, max_per_user = :maxPerUser, updated_at = :at
     WHERE id = :id`,
    { ...policy, id, at },
  );
}

/** A showtime by its id; undefined when there is none. */
export async function showtimeById(db: Database, id: number): Promise<ShowtimeRecord | undefined> {
  const row = await db.first<Row>(`${SELECT} WHERE s.id = ?`, [id]);
  return row === undefined ? undefined : asShowtime(row);
}

const PER_PERFORMANCE_MAX = 500;

/** The showtimes of several performances, by date, at most 500. */
export async function showtimesOf(
  db: Database,
  performanceIds: readonly number[],
): Promise<readonly ShowtimeRecord[]> {
  if (performanceIds.length === 0) return [];
  const rows = await db.select<Row>(
    `${SELECT} WHERE s.performance_id IN (?) ORDER BY s.starts_at, s.id LIMIT ?`,
    [performanceIds, PER_PERFORMANCE_MAX],
  );
  return rows.map(asShowtime);
}

export interface ShowtimePage {
  readonly performanceId: number;
  readonly after: { readonly startsAt: Date; readonly id: number } | undefined;
  readonly limit: number;
}

/** A page of the showtimes of one performance, by date. */
export async function showtimePage(
  db: Database,
  { performanceId, after, limit }: ShowtimePage,
): Promise<readonly ShowtimeRecord[]> {
  const rows = await db.select<Row>(
    `${SELECT} WHERE s.performance_id = :performanceId
       AND (s.starts_at > :afterStart OR (s.starts_at = :afterStart AND s.id > :afterId))
     ORDER BY s.starts_at, s.id LIMIT :limit`,
    {
      performanceId,
      afterStart: after?.startsAt ?? new Date(0),
      afterId: after?.id ?? 0,
      limit,
    },
  );
  return rows.map(asShowtime);
}

const ON_SALE_MAX = 1000;

/**
 * The approved showtimes of a shard whose sale closes after `closedAfter`. Callers choose a time in
 * the past, because holds and payments may last longer than the sale. At most 1000, newest first.
 */
export async function showtimesOnSale(
  db: Database,
  shard: ShardId,
  closedAfter: Date,
): Promise<readonly ShowtimeRecord[]> {
  const rows = await db.select<Row>(
    `${SELECT} WHERE s.shard = :shard AND p.state = 'approved'
       AND (s.sales_close_at IS NULL OR s.sales_close_at > :closedAfter)
     ORDER BY s.id DESC LIMIT :limit`,
    { shard, closedAfter, limit: ON_SALE_MAX },
  );
  return rows.map(asShowtime);
}
