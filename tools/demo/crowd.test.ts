// The pure parts of the crowd: plans, choices, sums, options and the live picture.

import { expect, test } from "@jest/globals";
import type { LayoutBody, MapSeat } from "../../client-sdk/index.js";
import { chances, planFan, type FanPlan } from "./fan-plan.js";
import { demoHelp, parseDemoOptions } from "./options.js";
import { alternativeOf, chooseSeats } from "./seat-choice.js";
import { percentile, Tally, TallySheet } from "./tally.js";
import { drawLines } from "./view.js";

const SHAPE = { seed: 7, burstMs: 5_000, hasArea: true };
const plans = Array.from({ length: 3_000 }, (_, number) => planFan(number, SHAPE));
const share = (isOne: (plan: FanPlan) => boolean) => plans.filter(isOne).length / plans.length;

test("a crowd has fans of every kind, in about the planned shares", () => {
  expect(share(({ ending }) => ending === "lapses")).toBeCloseTo(0.1, 1);
  expect(share(({ ending }) => ending === "releases")).toBeCloseTo(0.08, 1);
  expect(share(({ isPoor }) => isPoor)).toBeCloseTo(0.1, 1);
  for (const taste of ["single", "several", "best", "standing"] as const) {
    expect(share((plan) => plan.taste === taste)).toBeGreaterThan(0.05);
  }
});

test("the same number gives the same fan, and another seed gives another crowd", () => {
  const facts = ({ chance, ...plan }: FanPlan) => ({ ...plan, next: chance() });
  expect(facts(planFan(5, SHAPE))).toEqual(facts(planFan(5, SHAPE)));
  expect(facts(planFan(5, { ...SHAPE, seed: 8 }))).not.toEqual(facts(planFan(5, SHAPE)));
});

test("no fan wants a standing place when there is no area", () => {
  const seated = Array.from({ length: 300 }, (_, at) => planFan(at, { ...SHAPE, hasArea: false }));
  expect(seated.filter(({ taste }) => taste === "standing")).toEqual([]);
});

const seat = (index: number, row: string, number: number): MapSeat => ({
  ...{ index, id: `${row}-${String(number)}`, section: "F", row, number: String(number) },
  ...{ x: number, y: 0, isAccessible: false },
  priceClass: { id: "std", name: "Standard", price: 1 },
});

const AREA = { id: "pit", name: "Pit", capacity: 10, priceClass: "std" };
const mapOf = (available: MapSeat[], areas: LayoutBody["areas"] = []) => ({
  available: () => available,
  layout: { version: 1, seatCount: 4, sections: [], priceClasses: [], areas },
});

const plan = (change: Partial<FanPlan>): FanPlan => ({
  ...planFan(1, SHAPE),
  ...{ taste: "several", count: 2, chance: chances(1) },
  ...change,
});

test("seats for several fans are adjacent, never across two rows or a taken seat", () => {
  const free = [seat(0, "A", 1), seat(2, "A", 3), seat(3, "B", 1), seat(4, "B", 2)];
  for (let seed = 0; seed < 20; seed++) {
    const choice = chooseSeats(mapOf(free), plan({ chance: chances(seed) }));
    expect(choice).toEqual({ seatIds: ["B-1", "B-2"] });
  }
});

test("asks for the best seats when none are adjacent, and gives up when none are free", () => {
  expect(chooseSeats(mapOf([seat(0, "A", 1)]), plan({}))).toEqual({ best: { count: 1 } });
  expect(chooseSeats(mapOf([]), plan({}))).toBeUndefined();
});

test("standing places are taken by quantity", () => {
  const standing = plan({ taste: "standing", count: 3 });
  expect(chooseSeats(mapOf([], [AREA]), standing)).toEqual({ areaId: "pit", quantity: 3 });
  expect(chooseSeats(mapOf([]), standing)).toBeUndefined();
});

test("an alternative is a seat or a list of seats", () => {
  expect(alternativeOf({ alternatives: ["A-1", "A-2"] })).toEqual({ seatIds: ["A-1"] });
  expect(alternativeOf({ alternatives: [["A-1", "A-2"]] })).toEqual({ seatIds: ["A-1", "A-2"] });
  expect(alternativeOf({ alternatives: [] })).toBeUndefined();
  expect(alternativeOf({})).toBeUndefined();
});

test("a percentile is the nearest rank", () => {
  const sorted = Array.from({ length: 100 }, (_, at) => at + 1);
  expect([0.5, 0.95, 0.99].map((part) => percentile(sorted, part))).toEqual([50, 95, 99]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.5)).toBe(0);
});

function tallied(): Tally {
  const sheet = new TallySheet();
  sheet.count("joined");
  sheet.count("paid");
  sheet.count("ticketsSold", 2);
  sheet.took("pay", 30);
  sheet.refused("SEAT_TAKEN");
  const tally = new Tally();
  tally.add(sheet.take(), 1_000);
  tally.add(sheet.take(), 2_000);
  sheet.count("paid", 9);
  sheet.refused("SEAT_TAKEN");
  tally.add(sheet.take(), 6_000);
  return tally;
}

test("adds up the reports of all processes, each report once", () => {
  const summary = tallied().summary(20, 12.3);
  expect(summary).toMatchObject({ fans: 20, joined: 1, paid: 10, ticketsSold: 2, lapsed: 0 });
  expect(summary).toMatchObject({ seconds: 12, paidPerSecond: 2, errors: { SEAT_TAKEN: 2 } });
  expect(summary.steps.pay).toEqual({ p50: 30, p95: 30, p99: 30 });
});

test("the summary has every documented field", () => {
  const summary = JSON.parse(JSON.stringify(new Tally().summary(1, 1))) as object;
  const fields = ["fans", "joined", "admitted", "held", "lapsed", "released", "paid"];
  expect(Object.keys(summary)).toEqual(
    expect.arrayContaining([...fields, "paidPerSecond", "errors", "steps"]),
  );
});

test("the live picture shows how many fans paid and which errors came", () => {
  const picture = { title: "Arena", fans: 20, seats: 50, elapsedMs: 65_000, notice: "" };
  const lines = drawLines(tallied(), { ...picture, holdsPerSecond: 1, paidPerSecond: 2.5 });
  expect(lines.join("\n")).toContain("01:05");
  expect(lines.join("\n")).toContain("paid/s 2.5");
  expect(lines.join("\n")).toContain("SEAT_TAKEN 2");
  expect(lines.join("\n")).toContain("10 of 20");
});

test("kills a node by default, but never the only one", () => {
  expect(parseDemoOptions([])).toMatchObject({ fans: 3_000, nodes: 2, killsNode: true });
  expect(parseDemoOptions(["--no-kill-node"]).killsNode).toBe(false);
  expect(parseDemoOptions(["--nodes", "1", "--kill-node"]).killsNode).toBe(false);
});

test("--rush is one node and a seat for each of 1 to 12,000 fans, and takes no other option", () => {
  const rush = { isRush: true, nodes: 1, killsNode: false };
  expect(parseDemoOptions(["--rush"])).toMatchObject({ ...rush, fans: 12_000 });
  for (const fans of ["1", "12000"]) {
    expect(parseDemoOptions(["--rush", "--fans", fans])).toMatchObject(rush);
  }
  for (const fans of ["0", "12001", "many"]) {
    const parse = () => parseDemoOptions(["--rush", "--fans", fans]);
    expect(parse).toThrow("--fans must be from 1 to 12000");
  }
  expect(() => parseDemoOptions(["--rush", "--nodes", "2"])).toThrow("--rush takes no --nodes");
  expect(parseDemoOptions([])).toMatchObject({ isRush: false });
});

test("--help prints the options, also the one about the killed node", () => {
  expect(demoHelp(["--help"])).toMatch(/^npm run demo .*killed/s);
  expect(demoHelp(["--fans", "10"])).toBeUndefined();
});

test.each([
  ["--fans", "0"],
  ["--fans", "many"],
  ["--show", "opera"],
  ["--nodes", "1.5"],
  ["--speed", "9"],
])("refuses %s %s and prints the options", (name, value) => {
  expect(() => parseDemoOptions([name, value])).toThrow("npm run demo -- [--fans 3000]");
});
