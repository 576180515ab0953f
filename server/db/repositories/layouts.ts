// Layout documents as the organisers sent them (docs/layout-format.md). A layout is never changed:
// a showtime gets another layout instead.
import type { LayoutDocument } from "../../catalogue/layout-document.js";
import type { Database } from "../database.js";
import type { MemberNo } from "../../journal/brands.js";

export interface NewLayout {
  readonly organiserNo: MemberNo;
  readonly name: string;
  readonly seatCount: number;
  readonly document: LayoutDocument;
  readonly at: Date;
}

export interface LayoutRecord {
  readonly id: number;
  readonly organiserNo: MemberNo;
  readonly name: string;
  readonly seatCount: number;
  readonly document: LayoutDocument;
}

interface Row {
  readonly id: number;
  readonly organiser_no: number;
  readonly name: string;
  readonly seat_count: number;
  readonly content: string;
}

/** Stores a layout and returns its id. */
export async function addLayout(db: Database, layout: NewLayout): Promise<number> {
  const { insertId } = await db.write(
    `INSERT INTO layouts (organiser_no, name, seat_count, content, created_at)
     VALUES (:organiserNo, :name, :seatCount, :content, :at)`,
    {
      organiserNo: layout.organiserNo,
      name: layout.name,
      seatCount: layout.seatCount,
      content: JSON.stringify(layout.document),
      at: layout.at,
    },
  );
  return insertId;
}

/** A layout by its id; undefined when there is none. */
export async function layoutById(db: Database, id: number): Promise<LayoutRecord | undefined> {
  const row = await db.first<Row>(
    "SELECT id, organiser_no, name, seat_count, content FROM layouts WHERE id = ?",
    [id],
  );
  if (row === undefined) return undefined;
  return {
    id: row.id,
    organiserNo: row.organiser_no,
    name: row.name,
    seatCount: row.seat_count,
    document: JSON.parse(row.content) as LayoutDocument,
  };
}
