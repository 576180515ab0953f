import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { v7 as newId } from "uuid";
import { AppError } from "../../errors.js";
import { openTestDatabase, type TestDatabase } from "../../../testing/kit/test-database.js";
import { until } from "../../../testing/kit/until.js";
import { createShowtimeDirectory } from "../mysql-showtime-directory.js";
import { addLayout, layoutById } from "./layouts.js";
import { addMember } from "./members.js";
import {
  addPerformance,
  changePerformance,
  performancePage,
  movePerformance,
  performanceById,
  type PerformanceFilter,
} from "./performances.js";
import {
  addShowtime,
  changeShowtime,
  keepPolicy,
  showtimePage,
  removeShowtime,
  showtimeById,
  showtimesOf,
  showtimesOnSale,
  type ShowtimeFields,
} from "./showtimes.js";

let store: TestDatabase;
let organiserNo: number;
let layoutId: number;
const AT = new Date("2027-01-01T00:00:00.000Z");
const DAY_MS = 86_400_000;
const after = (days: number): Date => new Date(AT.getTime() + days * DAY_MS);

beforeAll(async () => {
  store = await openTestDatabase();
  const member = await addMember(store.db, {
    id: newId(),
    email: "organiser@example.com",
    name: "Organiser",
    role: "organiser",
    passwordHash: undefined,
    createdAt: AT,
  });
  organiserNo = member?.no ?? 0;
  const document = { seats: 3, priceClass: "a" };
  layoutId = await addLayout(store.db, { organiserNo, name: "", seatCount: 3, document, at: AT });
});
afterAll(() => store.close());

const perform = (name: string, category?: string): Promise<number> =>
  addPerformance(store.db, { name, category }, { organiserNo, at: AT });

const fields = (given: Partial<ShowtimeFields> = {}): ShowtimeFields => ({
  startsAt: after(10),
  queueOpensAt: undefined,
  salesOpenAt: AT,
  salesCloseAt: after(9),
  layoutId,
  seatCount: 3,
  priceClasses: [{ id: "a", name: "A", price: 100 }],
  areas: [{ id: "pit", name: "Pit", capacity: 5, priceClass: "a" }],
  policy: {
    mode: "fifo",
    maxActive: 1,
    perMinute: 2,
    holdMs: 5000,
    sessionMs: 10_000,
    maxPerUser: 3,
  },
  ...given,
});

const show = (performanceId: number, given: Partial<ShowtimeFields> = {}, shards = 1) =>
  addShowtime(store.db, fields(given), { performanceId, shards, at: AT });

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "OK";
}

test("B1 a name is taken in any case, width and spacing, and another name is free", async () => {
  const id = await perform("  Night   Ｃlub");
  expect(await codeOf(perform("night club"))).toBe("NAME_TAKEN");
  expect(await codeOf(perform("NIGHT CLUB"))).toBe("NAME_TAKEN");
  expect(await codeOf(perform("night club 🎉"))).toBe("OK");
  expect(await codeOf(perform("night club 🎸"))).toBe("OK");
  expect(await performanceById(store.db, id)).toMatchObject({ state: "draft", organiserNo });
});

test("B3 refuses to rename a performance to a name that is taken", async () => {
  const id = await perform("To be renamed");
  await perform("Occupied");
  const rename = (name: string) => changePerformance(store.db, id, { fields: { name }, at: AT });
  expect(await codeOf(rename("OCCUPIED"))).toBe("NAME_TAKEN");
  expect(await codeOf(rename("To be renamed"))).toBe("OK");
});

test("B9 exactly one of twenty simultaneous approvals succeeds", async () => {
  const id = await perform("Decided once");
  const move = { from: ["draft"], to: "approved", at: AT } as const;
  const moved = await Promise.all(
    Array.from({ length: 20 }, () => movePerformance(store.db, id, move)),
  );
  expect(moved.filter(Boolean)).toHaveLength(1);
});

const list = async (filter: Partial<PerformanceFilter>): Promise<readonly string[]> => {
  const rows = await performancePage(store.db, { isPublic: true, limit: 50, ...filter });
  return rows.map(({ name }) => name);
};

async function approved(name: string, category?: string): Promise<number> {
  const id = await perform(name, category);
  await movePerformance(store.db, id, { from: ["draft"], to: "approved", at: AT });
  return id;
}

test("B10 finds approved performances by part of the name, by day and by category", async () => {
  const jazz = await approved("100% Jazz_Night", "jazz");
  const rock = await approved("Rock on", "rock");
  await perform("Jazz draft", "jazz");
  await show(jazz, { startsAt: new Date("2027-03-05T23:30:00.000Z") });
  await show(rock, { startsAt: new Date("2027-03-06T00:00:00.000Z") });
  const day = { from: new Date("2027-03-05"), until: new Date("2027-03-06") };
  expect(await list({ q: "JAZZ" })).toEqual(["100% Jazz_Night"]);
  expect(await list({ q: "0% jazz_" })).toEqual(["100% Jazz_Night"]);
  expect(await list({ q: "zz%ni" })).toEqual([]);
  expect(await list({ category: "rock" })).toEqual(["Rock on"]);
  expect(await list({ day })).toEqual(["100% Jazz_Night"]);
  expect(await list({ q: "' OR '1'='1" })).toEqual([]);
});

test("B11 lists performances as bookable exactly while they are on sale", async () => {
  const id = await approved("Window");
  await show(id, { salesOpenAt: after(100), salesCloseAt: after(101) });
  const at = (ms: number) => list({ bookableAt: new Date(after(100).getTime() + ms), q: "window" });
  expect(await at(-1)).toEqual([]);
  expect(await at(0)).toEqual(["Window"]);
  expect(await at(DAY_MS - 1)).toEqual(["Window"]);
  expect(await at(DAY_MS)).toEqual([]);
});

test("B6 lists an organiser's own performances in every state, newest first", async () => {
  const all = await list({ organiserNo, isPublic: false });
  const first = await performancePage(store.db, { organiserNo, isPublic: false, limit: 2 });
  const before = first.at(-1)?.id ?? 0;
  const second = await performancePage(store.db, {
    organiserNo,
    isPublic: false,
    before,
    limit: 2,
  });
  expect([...first, ...second].map(({ name }) => name)).toEqual(all.slice(0, 4));
  expect(await list({ organiserNo: organiserNo + 1, isPublic: false })).toEqual([]);
});

test("B5 a showtime keeps its times, prices, areas and policy", async () => {
  const performanceId = await perform("Kept dates");
  const id = await show(performanceId);
  expect(await showtimeById(store.db, id)).toMatchObject({
    ...fields(),
    id,
    performanceId,
    organiserNo,
    performanceState: "draft",
    layoutVersion: 1,
    shard: 0,
  });
  await keepPolicy(store.db, id, { policy: { ...fields().policy, maxActive: 77 }, at: AT });
  const kept = await showtimeById(store.db, id);
  expect(kept?.policy).toEqual({ ...fields().policy, maxActive: 77 });
});

test("N1 spreads showtimes over the shards, the least used shard first", async () => {
  await store.db.write("DELETE FROM showtimes");
  const performanceId = await perform("Spread");
  const ids = [];
  for (let at = 0; at < 8; at++) ids.push(await show(performanceId, {}, 4));
  const rows = await showtimesOf(store.db, [performanceId]);
  const used = [0, 1, 2, 3].map((shard) => rows.filter((row) => row.shard === shard).length);
  expect(used).toEqual([2, 2, 2, 2]);
  expect(ids).toHaveLength(8);
});

test("B5 the second of two simultaneous layout changes fails", async () => {
  const id = await show(await perform("Changed once"));
  const change = { fields: fields(), layoutVersion: 1, nextVersion: 2, at: AT };
  expect(await changeShowtime(store.db, id, change)).toBe(true);
  expect(await changeShowtime(store.db, id, change)).toBe(false);
  expect((await showtimeById(store.db, id))?.layoutVersion).toBe(2);
});

test("B10 lists the dates of a performance in order, page by page", async () => {
  const performanceId = await perform("Many dates");
  const days = [3, 1, 2, 2];
  for (const day of days) await show(performanceId, { startsAt: after(day) });
  const first = await showtimePage(store.db, { performanceId, after: undefined, limit: 3 });
  const last = first.at(-1);
  const rest = await showtimePage(store.db, {
    performanceId,
    after: last && { startsAt: last.startsAt, id: last.id },
    limit: 3,
  });
  expect([...first, ...rest].map(({ startsAt }) => startsAt)).toEqual([1, 2, 2, 3].map(after));
});

test("B11 a worker serves approved showtimes until their sale is long over", async () => {
  await store.db.write("DELETE FROM showtimes");
  const id = await approved("Served");
  const open = await show(id);
  const endless = await show(id, { salesCloseAt: undefined });
  await show(id, { salesOpenAt: after(-9), salesCloseAt: after(-8) });
  await show(await perform("Not served"));
  const served = await showtimesOnSale(store.db, 0, AT);
  expect(served.map((row) => row.id).sort()).toEqual([open, endless].sort());
  await removeShowtime(store.db, open);
  expect(await showtimesOnSale(store.db, 0, AT)).toHaveLength(1);
});

test("D2 a layout document is returned as it was sent", async () => {
  expect(await layoutById(store.db, layoutId)).toMatchObject({
    document: { seats: 3, priceClass: "a" },
    organiserNo,
  });
  expect(await layoutById(store.db, 4_000_000_000)).toBeUndefined();
});

test("D1 the directory gives seats, classes and areas by index, or an error", async () => {
  const directory = createShowtimeDirectory(store.db, { now: () => AT.getTime() });
  const id = await show(await approved("In the directory"));
  const showtime = await directory.get(String(id));
  expect(showtime).toMatchObject({ id, organiserNo, shard: 0, layoutVersion: 1 });
  expect(showtime.seats.map((seat) => [seat.id, seat.priceClass])).toEqual([
    ["1", 0],
    ["2", 0],
    ["3", 0],
  ]);
  expect(showtime.areas).toEqual([{ id: "pit", name: "Pit", capacity: 5, priceClass: 0 }]);
  expect(showtime.seatIndex.get("2")).toBe(1);
  for (const nothing of ["0", "-1", "x", "1e3", "99999999999", 4_000_000_000, 1.5, ""]) {
    expect(await codeOf(directory.get(nothing))).toBe("SHOWTIME_NOT_FOUND");
  }
});

test("D5 the directory reads once for many callers, and again in the background", async () => {
  const clock = { now: AT.getTime() };
  const id = await show(await approved("Asked for often"));
  const directory = createShowtimeDirectory(store.db, { now: () => clock.now });
  const all = await Promise.all(Array.from({ length: 50 }, () => directory.get(id)));
  expect(new Set(all).size).toBe(1);
  await changeShowtime(store.db, id, {
    fields: fields({ seatCount: 3, priceClasses: [{ id: "a", name: "A", price: 999 }] }),
    layoutVersion: 1,
    nextVersion: 2,
    at: AT,
  });
  expect((await directory.get(id)).layoutVersion).toBe(1);
  clock.now += 2000;
  expect((await directory.get(id)).layoutVersion).toBe(1);
  await until(async () => (await directory.get(id)).layoutVersion === 2, "it is read anew");
  expect((await directory.get(id)).priceClasses[0]?.price).toBe(999);
  directory.forget(id);
  expect((await directory.get(id)).layoutVersion).toBe(2);
});

test("N2 the directory keeps a bounded number of showtimes", async () => {
  const performanceId = await approved("One of many");
  const [one, two, three] = [
    await show(performanceId),
    await show(performanceId),
    await show(performanceId),
  ];
  const directory = createShowtimeDirectory(store.db, { now: () => AT.getTime(), entriesMax: 2 });
  const kept = await directory.get(one);
  await directory.get(two);
  expect(await directory.get(one)).toBe(kept);
  await directory.get(three);
  await directory.get(two);
  expect(await directory.get(one)).not.toBe(kept);
});

test("B11 the directory waits for the newest state of a showtime that is not on sale", async () => {
  const clock = { now: AT.getTime() };
  const performanceId = await perform("Not yet");
  const id = await show(performanceId);
  const directory = createShowtimeDirectory(store.db, { now: () => clock.now });
  expect((await directory.get(id)).performanceState).toBe("draft");
  await movePerformance(store.db, performanceId, { from: ["draft"], to: "approved", at: AT });
  clock.now += 250;
  expect((await directory.get(id)).performanceState).toBe("approved");
});
