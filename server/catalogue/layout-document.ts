// The document of a layout (docs/layout-format.md), and the seats it describes. Layout order is the
// order of the document: best seats first, row after row.
import { z } from "zod";
import { AppError, type FieldProblem } from "../errors.js";

/** The most seats of a layout. */
export const SEATS_MAX = 100_000;
const ROWS_MAX = 5000;
const SECTIONS_MAX = 1000;
const ROW_SEATS_MAX = 1000;
/** The most price classes of a showtime. */
export const PRICE_CLASSES_MAX = 32;
/** The most areas of a showtime. */
export const AREAS_MAX = 50;
const CAPACITY_MAX = 1_000_000;

/** For the OpenAPI document: many tools cannot read the regular expression. */
const LABEL = {
  minLength: 1,
  description: "Starts with a letter or digit of any script; no signs.",
};

const Label = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "must start with a letter or digit; no signs")
    .meta(LABEL);
const Coordinate = z.number().min(-1_000_000).max(1_000_000);

/** The id of a price class, as an organiser names it. */
export const PriceClassId = Label(40);

/** An area: places without numbers, `capacity` of them. */
export const LayoutArea = z.strictObject({
  id: Label(40),
  name: z.string().trim().min(1).max(100),
  capacity: z.int().min(1).max(CAPACITY_MAX),
  priceClass: PriceClassId,
});
/** An area of a layout. */
export type LayoutArea = z.output<typeof LayoutArea>;

const Seat = z.strictObject({
  number: z.union([Label(10), z.int().min(0).max(999_999)]).transform(String),
  x: Coordinate.optional(),
  y: Coordinate.optional(),
  priceClass: PriceClassId.optional(),
  accessible: z.boolean().optional(),
  aisle: z.boolean().optional().describe("An aisle follows this seat."),
});

/** Seats given one by one, or `count` seats numbered from `from`, one unit of length apart. */
const Row = z.strictObject({
  name: z.union([Label(10), z.int().min(0).max(999_999)]).transform(String),
  priceClass: PriceClassId.optional(),
  x: Coordinate.optional(),
  y: Coordinate.optional(),
  seats: z.array(Seat).min(1).max(ROW_SEATS_MAX).optional().describe("One by one, or `count`."),
  count: z.int().min(1).max(ROW_SEATS_MAX).optional().describe("So many, a step apart."),
  from: z.int().min(0).max(99_999).optional().describe("Number of the first of them; default 1."),
  accessible: z.array(z.int()).max(ROW_SEATS_MAX).optional().describe("Numbers of such seats."),
  aisles: z
    .array(z.int())
    .max(ROW_SEATS_MAX)
    .optional()
    .describe("Numbers of seats that an aisle follows."),
});
type Row = z.output<typeof Row>;

const Section = z.strictObject({
  name: Label(30),
  priceClass: PriceClassId.optional(),
  x: Coordinate.optional(),
  y: Coordinate.optional(),
  rows: z.array(Row).min(1).max(ROWS_MAX),
});
type Section = z.output<typeof Section>;

const FullLayout = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  sections: z.array(Section).max(SECTIONS_MAX),
  areas: z.array(LayoutArea).max(AREAS_MAX).optional(),
});

/** The short form: `seats` seats numbered from 1, all in one section and of one price class. */
const ShortLayout = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  seats: z.int().min(1).max(SEATS_MAX),
  priceClass: PriceClassId,
});

/** A layout in its short or its full form. */
export const LayoutDocument = z.union([ShortLayout, FullLayout]);
/** A layout in its short or its full form. */
export type LayoutDocument = z.output<typeof LayoutDocument>;

/** One seat of a layout, with the coordinates of the document. */
export interface PlacedSeat {
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  /** Id of a price class. */
  readonly priceClass: string;
  readonly accessible: boolean;
  readonly aisle: boolean;
}

/** The seats of a layout, in layout order, and its areas. */
export interface Layout {
  readonly seats: readonly PlacedSeat[];
  readonly areas: readonly LayoutArea[];
}

/**
 * The seats and areas that a document describes.
 * @throws AppError `LAYOUT_INVALID` with a pointer at each mistake (the first 50)
 */
export function placeSeats(document: LayoutDocument): Layout {
  if ("seats" in document) return { seats: numbered(document), areas: [] };
  const problems: FieldProblem[] = [];
  const seats = document.sections.flatMap((section, at) =>
    section.rows.flatMap((row, rowAt) =>
      rowSeats({ section, row, line: rowAt, pointer: `/sections/${at}/rows/${rowAt}` }, problems),
    ),
  );
  problems.push(...repeated(seats), ...repeatedAreas(document.areas ?? []));
  if (seats.length > SEATS_MAX) {
    problems.push({ pointer: "/sections", message: `has more than ${SEATS_MAX} seats` });
  }
  if (problems.length > 0) throw new AppError("LAYOUT_INVALID", { errors: problems.slice(0, 50) });
  return { seats, areas: document.areas ?? [] };
}

const SHORT_ROW_MIN = 10;
const SHORT_ROW_MAX = 50;

function numbered(document: z.output<typeof ShortLayout>): PlacedSeat[] {
  const perRow = Math.min(
    SHORT_ROW_MAX,
    Math.max(SHORT_ROW_MIN, Math.ceil(Math.sqrt(2 * document.seats) / 10) * 10),
  );
  return Array.from({ length: document.seats }, (_, index) => {
    const row = Math.floor(index / perRow);
    return {
      id: String(index + 1),
      section: "main",
      row: String(row + 1),
      number: String(index + 1),
      x: index % perRow,
      y: row,
      priceClass: document.priceClass,
      accessible: false,
      aisle: false,
    };
  });
}

interface RowPlace {
  readonly section: Section;
  readonly row: Row;
  readonly line: number;
  readonly pointer: string;
}

function rowSeats({ section, row, line, pointer }: RowPlace, problems: FieldProblem[]) {
  if ((row.seats === undefined) === (row.count === undefined)) {
    problems.push({ pointer, message: "needs either seats or count" });
    return [];
  }
  const left = (section.x ?? 0) + (row.x ?? 0);
  const y = (section.y ?? 0) + (row.y ?? line);
  return seatsOf(row).map((seat, at): PlacedSeat => {
    const priceClass = seat.priceClass ?? row.priceClass ?? section.priceClass;
    if (priceClass === undefined) {
      problems.push({ pointer: `${pointer}/priceClass`, message: "no price class is given" });
    }
    return {
      id: `${section.name}-${row.name}-${seat.number}`,
      section: section.name,
      row: row.name,
      number: seat.number,
      x: left + (seat.x ?? at),
      y: y + (seat.y ?? 0),
      priceClass: priceClass ?? "",
      accessible: seat.accessible ?? false,
      aisle: seat.aisle ?? false,
    };
  });
}

function seatsOf(row: Row): readonly z.output<typeof Seat>[] {
  if (row.seats !== undefined) return row.seats;
  const accessible = new Set(row.accessible);
  const aisles = new Set(row.aisles);
  const from = row.from ?? 1;
  return Array.from({ length: row.count ?? 0 }, (_, at) => ({
    number: String(from + at),
    accessible: accessible.has(from + at),
    aisle: aisles.has(from + at),
  }));
}

function repeated(seats: readonly PlacedSeat[]): FieldProblem[] {
  const seen = new Set<string>();
  return seats
    .filter(({ id }) => seen.size === seen.add(id).size)
    .map(({ id }) => ({ pointer: "/sections", message: `has the seat ${id} twice` }));
}

/** A problem for each area whose id was given before. */
export function repeatedAreas(areas: readonly { readonly id: string }[]): FieldProblem[] {
  const ids = areas.map(({ id }) => id);
  return ids
    .filter((id, at) => ids.indexOf(id) !== at)
    .map((id) => ({ pointer: "/areas", message: `has ${id} twice` }));
}
