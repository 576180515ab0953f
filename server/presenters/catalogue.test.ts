import { expect, test } from "@jest/globals";
import { presentLayout } from "./layout.js";
import { presentMember } from "./member.js";
import { presentPerformance } from "./performance.js";
import { presentSale, presentShowtime } from "./showtime.js";

const AT = new Date("2027-01-01T00:00:00.000Z");
const POLICY = {
  mode: "fifo",
  maxActive: 1,
  perMinute: 2,
  holdMs: 3,
  sessionMs: 4,
  maxPerUser: 5,
} as const;

test("A8 a member is shown without number and password hash", () => {
  const member = {
    no: 7,
    id: "id",
    email: "kim@example.com",
    name: "Kim",
    role: "member",
    passwordHash: "$argon2id$",
    createdAt: AT,
    withdrawnAt: undefined,
  } as const;
  expect(presentMember(member)).toEqual({
    id: "id",
    email: "kim@example.com",
    name: "Kim",
    role: "member",
    createdAt: "2027-01-01T00:00:00.000Z",
  });
});

test("A8 a withdrawn member is shown without e-mail and name", () => {
  const gone = { id: "id", email: undefined, name: "", role: "member", createdAt: AT } as const;
  expect(presentMember({ ...gone, withdrawnAt: AT })).toMatchObject({ email: "", name: "" });
});

test("B2 a performance has texts as ids, null for missing fields, no member number", () => {
  const performance = {
    id: 3,
    organiserNo: 9,
    organiserId: "organiser",
    name: "Night",
    description: undefined,
    category: undefined,
    state: "draft",
    reason: undefined,
    createdAt: AT,
    updatedAt: AT,
  } as const;
  expect(presentPerformance(performance)).toEqual({
    id: "3",
    name: "Night",
    description: null,
    category: null,
    state: "draft",
    reason: null,
    organiserId: "organiser",
    createdAt: "2027-01-01T00:00:00.000Z",
  });
});

const SHOWTIME = {
  id: 4,
  performanceId: 3,
  performanceState: "approved",
  organiserNo: 9,
  shard: 2,
  layoutVersion: 1,
  layoutId: 8,
  seatCount: 3,
  startsAt: AT,
  queueOpensAt: undefined,
  salesOpenAt: AT,
  salesCloseAt: undefined,
  priceClasses: [{ id: "a", name: "A", price: 100 }],
  areas: [],
  policy: POLICY,
  updatedAt: AT,
} as const;

test("B5 a showtime is shown with its policy, without its shard and its organiser's number", () => {
  const shown = presentShowtime(SHOWTIME);
  expect(shown).toMatchObject({ id: "4", performanceId: "3", queueOpensAt: null, policy: POLICY });
  expect(Object.keys(shown)).not.toContain("shard");
  expect(Object.keys(shown)).not.toContain("organiserNo");
});

test("B11 an open sale is scheduled until it opens, to the ms; a paused one is paused", () => {
  const open = { state: "open", opensAt: 1000, policy: POLICY } as const;
  expect(presentSale(open, 999).state).toBe("scheduled");
  expect(presentSale(open, 1000).state).toBe("open");
  expect(presentSale({ ...open, state: "paused" }, 0).state).toBe("paused");
});

test("D2 a layout groups seats by section and row, with the index of each row's first seat", () => {
  const seat = (id: string, section: string, row: string) => ({
    ...{ id, section, row, number: id, x: 1, y: 2, priceClass: 0 },
    ...{ accessible: id === "2", aisle: id === "1" },
  });
  const seats = [
    seat("1", "A", "1"),
    seat("2", "A", "1"),
    seat("3", "A", "2"),
    seat("4", "B", "2"),
  ];
  const shown = presentLayout({
    layoutVersion: 5,
    seats,
    priceClasses: [{ id: "a", name: "A", price: 100 }],
    areas: [{ id: "pit", name: "Pit", capacity: 9, priceClass: 0 }],
  });
  expect(shown.sections.map(({ name, rows }) => [name, rows.map((row) => row.firstIndex)])).toEqual(
    [
      ["A", [0, 2]],
      ["B", [3]],
    ],
  );
  expect(shown.sections[0]?.rows[0]?.seats).toEqual([
    { id: "1", number: "1", x: 1, y: 2, priceClass: "a", aisle: true },
    { id: "2", number: "2", x: 1, y: 2, priceClass: "a", accessible: true },
  ]);
  expect(shown).toMatchObject({
    version: 5,
    seatCount: 4,
    areas: [{ id: "pit", priceClass: "a" }],
  });
});
