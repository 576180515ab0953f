// Performances. Names are unique without regard to case, character width and extra spaces.
import { createHash } from "node:crypto";
import { AppError } from "../../errors.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { Database } from "../database.js";
import { isDuplicate } from "../sql-errors.js";
import type { MemberNo } from "../../journal/brands.js";

export type PerformanceState = Showtime["performanceState"];

export interface Performance {
  readonly id: number;
  readonly organiserNo: MemberNo;
  /** UUID of the organiser. */
  readonly organiserId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly category: string | undefined;
  readonly state: PerformanceState;
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PerformanceColumns {
  readonly name: string;
  readonly description?: string | undefined;
  readonly category?: string | undefined;
}

interface Row {
  readonly id: number;
  readonly organiser_no: number;
  readonly organiser_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly state: PerformanceState;
  readonly reason: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const SELECT = `SELECT p.id, p.organiser_no, m.id AS organiser_id, p.name, p.description,
  p.category,
  p.state, p.reason, p.created_at, p.updated_at
  FROM performances p JOIN members m ON m.no = p.organiser_no`;

const asPerformance = (row: Row): Performance => ({
  id: row.id,
  organiserNo: row.organiser_no,
  organiserId: row.organiser_id,
  name: row.name,
  description: row.description ?? undefined,
  category: row.category ?? undefined,
  state: row.state,
  reason: row.reason ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The form in which names are compared and searched. */
const comparable = (name: string): string =>
  name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

const nameColumns = (name: string) => {
  const searchName = comparable(name);
  return {
    searchName: [...searchName].slice(0, 1000).join(""),
    nameKey: createHash("sha256").update(searchName).digest(),
  };
};

async function orNameTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (isDuplicate(error)) throw new AppError("NAME_TAKEN", { cause: error });
    throw error;
  }
}

/**
 * Adds a draft and returns its id.
 * @throws AppError `NAME_TAKEN`
 */
export async function addPerformance(
  db: Database,
  fields: PerformanceColumns,
  { organiserNo, at }: { readonly organiserNo: MemberNo; readonly at: Date },
): Promise<number> {
  const { insertId } = await orNameTaken(
    db.write(
      `INSERT INTO performances (organiser_no, name, search_name, name_key, description, category,
         state, created_at, updated_at)
       VALUES
         (:organiserNo, :name, :searchName, :nameKey, :description, :category, 'draft', :at, :at)`,
      { ...columns(fields), organiserNo, at },
    ),
  );
  return insertId;
}

const columns = (fields: PerformanceColumns) => ({
  name: fields.name,
  ...nameColumns(fields.name),
  description: fields.description ?? null,
  category: fields.category ?? null,
});

/**
 * Replaces the name, description and category of a performance.
 * @throws AppError `NAME_TAKEN`
 */
export async function changePerformance(
  db: Database,
  id: number,
  { fields, at }: { readonly fields: PerformanceColumns; readonly at: Date },
): Promise<void> {
  await orNameTaken(
    db.write(
      `UPDATE performances SET name = :name, search_name = :searchName, name_key = :nameKey,
         description = :description, category = :category, updated_at = :at WHERE id = :id`,
      { ...columns(fields), id, at },
    ),
  );
}

/** A performance by its id; undefined when there is none. */
export async function performanceById(db: Database, id: number): Promise<Performance | undefined> {
  const row = await db.first<Row>(`${SELECT} WHERE p.id = ?`, [id]);
  return row === undefined ? undefined : asPerformance(row);
}

export interface Move {
  readonly from: readonly PerformanceState[];
  readonly to: PerformanceState;
  readonly reason?: string | undefined;
  readonly at: Date;
}

/** Moves a performance to another state. False when it was in none of the states in `from`. */
export async function movePerformance(db: Database, id: number, move: Move): Promise<boolean> {
  const { affectedRows } = await db.write(
    `UPDATE performances SET state = :to, reason = :reason, updated_at = :at
     WHERE id = :id AND state IN (:from)`,
    { id, to: move.to, reason: move.reason ?? null, at: move.at, from: [...move.from] },
  );
  return affectedRows === 1;
}

export interface PerformanceFilter {
  /** Part of the name. */
  readonly q?: string | undefined;
  /** A day in UTC on which a showtime starts. */
  readonly day?: { readonly from: Date; readonly until: Date } | undefined;
  readonly category?: string | undefined;
  readonly organiserNo?: MemberNo | undefined;
  /** True: only approved performances. False: performances in every state. */
  readonly isPublic: boolean;
  readonly state?: PerformanceState | undefined;
  /** Only performances with a showtime whose sale is open at this time. */
  readonly bookableAt?: Date | undefined;
  /** Only performances with a lower id, which are older. */
  readonly before?: number | undefined;
  readonly limit: number;
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

const showtimeExists = (condition: string): string =>
  `EXISTS (SELECT 1 FROM showtimes s WHERE s.performance_id = p.id AND ${condition})`;

function conditionsOf(filter: PerformanceFilter): readonly string[] {
  const conditions = [
    filter.isPublic ? "p.state = 'approved'" : "1 = 1",
    ...(filter.state === undefined ? [] : ["p.state = :state"]),
    ...(filter.q === undefined ? [] : ["p.search_name LIKE :like"]),
    ...(filter.category === undefined ? [] : ["p.category = :category"]),
    ...(filter.organiserNo === undefined ? [] : ["p.organiser_no = :organiserNo"]),
    ...(filter.before === undefined ? [] : ["p.id < :before"]),
  ];
  if (filter.day !== undefined) {
    conditions.push(showtimeExists("s.starts_at >= :dayFrom AND s.starts_at < :dayUntil"));
  }
  if (filter.bookableAt !== undefined) {
    conditions.push(
      showtimeExists(
        "s.sales_open_at <= :now AND (s.sales_close_at IS NULL OR s.sales_close_at > :now)",
      ),
    );
  }
  return conditions;
}

/** The performances that match, newest first. Ask for one more to learn whether more follow. */
export async function performancePage(
  db: Database,
  filter: PerformanceFilter,
): Promise<readonly Performance[]> {
  const rows = await db.select<Row>(
    `${SELECT} WHERE ${conditionsOf(filter).join(" AND ")} ORDER BY p.id DESC LIMIT :limit`,
    {
      like: `%${escapeLike(comparable(filter.q ?? ""))}%`,
      category: filter.category ?? null,
      organiserNo: filter.organiserNo ?? null,
      before: filter.before ?? null,
      state: filter.state ?? null,
      dayFrom: filter.day?.from ?? null,
      dayUntil: filter.day?.until ?? null,
      now: filter.bookableAt ?? null,
      limit: filter.limit,
    },
  );
  return rows.map(asPerformance);
}
