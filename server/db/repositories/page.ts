// Lists are read a page at a time, newest first; the cursor names the last row given, so that rows
// that come in between shift nothing.
import { Op, type WhereOptions } from "sequelize";
import { AppError } from "../../errors.js";
import type { Millis } from "../../journal/brands.js";

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  /** Undefined at the end of the list. */
  readonly nextCursor: string | undefined;
}

/** Where a list ordered by (madeAt, id), newest first, goes on. */
export interface Position {
  readonly madeAt: Millis;
  readonly id: string;
}

const CURSOR = /^(\d{1,15})\.([\x21-\x7e]{1,100})$/;

export const encodeCursor = ({ madeAt, id }: Position): string =>
  Buffer.from(`${madeAt}.${id}`, "latin1").toString("base64url");

/** @throws AppError `VALIDATION` for what no list has given */
export function decodeCursor(cursor: string): Position {
  const parts = CURSOR.exec(Buffer.from(cursor, "base64url").toString("latin1"));
  const [, madeAt, id] = parts ?? [];
  if (madeAt === undefined || id === undefined) {
    throw new AppError("VALIDATION", {
      errors: [{ pointer: "/cursor", message: "is not a cursor of this list" }],
    });
  }
  return { madeAt: Number(madeAt), id };
}

/** Rows after the cursor; MySQL uses no index for a comparison of pairs, hence the longer form. */
export function afterCursor(cursor: string | undefined): WhereOptions[] {
  if (cursor === undefined) return [];
  const { madeAt, id } = decodeCursor(cursor);
  return [
    { madeAt: { [Op.lte]: madeAt } },
    { [Op.or]: [{ madeAt: { [Op.lt]: madeAt } }, { id: { [Op.lt]: id } }] },
  ];
}

/** Cuts the one row read beyond the limit and says where to go on. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
): RowPage<Row> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return { rows: shown, nextCursor: isMore ? encodeCursor(position(last)) : undefined };
}
