// Lists are read page by page, newest first. The cursor names the last row of a page, so new rows
// do not shift the pages after it.
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

/** The last row of a page in a list that is ordered by (madeAt, id), newest first. */
export interface Position {
  readonly madeAt: Millis;
  readonly id: string;
}

const CURSOR = /^(\d{1,15})\.([\x21-\x7e]{1,100})$/;

/** The cursor that names a row. */
export const encodeCursor = ({ madeAt, id }: Position): string =>
  Buffer.from(`${madeAt}.${id}`, "latin1").toString("base64url");

/**
 * The row that a cursor names.
 * @throws AppError `VALIDATION` when the text is not a cursor
 */
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

/**
 * The condition for the rows after the cursor. It is not written as a comparison of pairs, because
 * MySQL uses no index for that.
 * @throws AppError `VALIDATION` when the text is not a cursor
 */
export function afterCursor(cursor: string | undefined): WhereOptions[] {
  if (cursor === undefined) return [];
  const { madeAt, id } = decodeCursor(cursor);
  return [
    { madeAt: { [Op.lte]: madeAt } },
    { [Op.or]: [{ madeAt: { [Op.lt]: madeAt } }, { id: { [Op.lt]: id } }] },
  ];
}

/** Makes a page from `limit + 1` rows: the extra row only shows that there is a next page. */
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
