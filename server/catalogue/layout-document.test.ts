import { expect, test } from "@jest/globals";
import { AppError } from "../errors.js";
import { LayoutDocument, placeSeats, SEATS_MAX } from "./layout-document.js";

const place = (document: unknown) => placeSeats(LayoutDocument.parse(document));

function refusalOf(document: unknown): AppError {
  try {
    place(document);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

const section = (fields: object) => ({ sections: [{ name: "A", priceClass: "p", ...fields }] });

test("D2 the short form numbers seats from 1, in rows; a seat's id is its number", () => {
  const { seats, areas } = place({ seats: 50, priceClass: "p" });
  expect(seats.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, at) => `${at + 1}`));
  expect(seats.filter(({ row }) => row === "1")).toHaveLength(10);
  expect(seats[10]).toMatchObject({
    id: "11",
    row: "2",
    number: "11",
    x: 0,
    y: 1,
    section: "main",
  });
  expect(areas).toEqual([]);
  expect(place({ seats: 50_000, priceClass: "p" }).seats).toHaveLength(50_000);
});

test("D2 a seat's id is section, row and number; its price class is the nearest given", () => {
  const { seats } = place(
    section({
      rows: [
        { name: 1, seats: [{ number: 1, priceClass: "q" }, { number: "1b" }] },
        { name: "B", priceClass: "r", count: 2, from: 5 },
      ],
    }),
  );
  expect(seats.map(({ id, priceClass }) => [id, priceClass])).toEqual([
    ["A-1-1", "q"],
    ["A-1-1b", "p"],
    ["A-B-5", "r"],
    ["A-B-6", "r"],
  ]);
});

test("D2 a counted row marks accessible seats and aisles by their numbers", () => {
  const row = { name: "1", count: 3, from: 10, accessible: [10], aisles: [11], x: 5, y: 7 };
  const { seats } = place(section({ x: 100, y: 200, rows: [row] }));
  expect(seats.map(({ accessible }) => accessible)).toEqual([true, false, false]);
  expect(seats.map(({ aisle }) => aisle)).toEqual([false, true, false]);
  expect(seats.map(({ x, y }) => [x, y])).toEqual([
    [105, 207],
    [106, 207],
    [107, 207],
  ]);
});

test("D2 refuses a seat twice, also when two different names give the same id", () => {
  const twice = section({ rows: [{ name: "1", seats: [{ number: 1 }, { number: "1" }] }] });
  expect(refusalOf(twice).errors?.[0]?.message).toContain("A-1-1");
  const rows = [{ name: "1", seats: [{ number: "1" }] }];
  const ambiguous = {
    sections: [
      { name: "A", priceClass: "p", rows: [{ name: "1-1", seats: [{ number: "1" }] }] },
      { name: "A-1", priceClass: "p", rows },
    ],
  };
  expect(refusalOf(ambiguous).code).toBe("LAYOUT_INVALID");
});

test("D2 points at rows that lack seats, give them in both ways or have no price class", () => {
  const both = section({ rows: [{ name: "1", count: 1, seats: [{ number: 1 }] }, { name: "2" }] });
  expect(refusalOf(both).errors?.map(({ pointer }) => pointer)).toEqual([
    "/sections/0/rows/0",
    "/sections/0/rows/1",
  ]);
  const none = { sections: [{ name: "A", rows: [{ name: "1", count: 1 }] }] };
  expect(refusalOf(none).errors?.[0]?.pointer).toBe("/sections/0/rows/0/priceClass");
});

test("E10 refuses an area twice, and more seats than the limit", () => {
  const area = { id: "pit", name: "Pit", capacity: 5, priceClass: "p" };
  expect(refusalOf({ sections: [], areas: [area, area] }).errors?.[0]?.pointer).toBe("/areas");
  const rows = Array.from({ length: 101 }, (_, at) => ({ name: at, count: 1000 }));
  expect(refusalOf(section({ rows })).errors?.at(-1)?.message).toContain(String(SEATS_MAX));
});

test.each([
  { seats: 0, priceClass: "p" },
  { seats: 100_001, priceClass: "p" },
  { seats: 1.5, priceClass: "p" },
  { seats: 5 },
  { sections: "x" },
  { sections: [{ name: "A,B", rows: [{ name: "1", count: 1 }] }] },
  { sections: [{ name: "", rows: [{ name: "1", count: 1 }] }] },
  { sections: [], colour: "red" },
  { sections: [{ name: "A", rows: [{ name: "1", seats: [{ number: "1 ;" }] }] }] },
  [],
  null,
])("D2 refuses as a layout: %j", (document) => {
  expect(LayoutDocument.safeParse(document).success).toBe(false);
});
