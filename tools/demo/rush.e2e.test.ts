// A small rush on a real node: every seat is sold to its fan, and every answer is stored.
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestSystem } from "../../testing/kit/test-system.js";
import { guard, type Guard } from "../processes/guard.mjs";
import { demoEnvironment } from "../seed/demo-accounts.js";
import { ratesOf, rushReport } from "./rush-report.js";
import { sendRush } from "./rush.js";

const FANS = 60;
const PRICE = 35_000;

let system: TestSystem;
let watch: Guard;
const folder = mkdtempSync(join(tmpdir(), "onsale-rush-"));
const answersFile = join(folder, "answers.jsonl");

beforeAll(async () => {
  system = await TestSystem.open({ nodes: 1, env: demoEnvironment({}) });
  watch = guard([], { above: [process.ppid] });
  writeFileSync(answersFile, "");
});
afterAll(async () => {
  await system.close();
  watch.release();
  rmSync(folder, { recursive: true, force: true });
});

it("C12 I10 sells every seat once, and every answered payment is stored", async () => {
  const environment = { ...demoEnvironment({}) };
  const url = system.url();
  const rush = await sendRush({ url, fans: FANS, environment, guard: watch, answersFile });
  const counts = { fans: FANS, joined: FANS, held: FANS, paid: FANS, ticketsSold: FANS };
  expect(rush.summary).toMatchObject({ ...counts, errors: {} });
  expect(rush.summary.paidPerSecond).toBeGreaterThan(0);
  expect(rush.summary.steps.pay.p50).toBeGreaterThan(0);
  expect(rush.paidAtMs).toHaveLength(FANS);
  const answers = readFileSync(answersFile, "utf8").trimEnd().split("\n");
  // The audit waits until the rows of payments are written.
  await system.audit();
  const { db } = system.nodes[0]?.services ?? {};
  const rows = await db?.select<{ id: string; amount: string }>(
    "SELECT id, amount FROM payments WHERE show_status = 'confirmed'",
  );
  const stored = new Map(rows?.map(({ id, amount }) => [id, Number(amount)]));
  const ids = answers.map((line) => (JSON.parse(line) as { paymentId: string }).paymentId);
  expect(new Set(ids).size).toBe(FANS);
  expect(ids.map((id) => stored.get(id))).toEqual(Array(FANS).fill(PRICE));
  const report = rushReport(rush, true);
  expect(report).toContain(`<h1>${FANS} seats in`);
  expect(report).not.toMatch(/(src|href)=|https?:/);
  expect(ratesOf(rush.paidAtMs).reduce((sum, rate) => sum + rate / 4, 0)).toBe(FANS);
});

it("says in the report when the audit failed", () => {
  const percentiles = { p50: 1, p95: 1, p99: 1 };
  const steps = { join: percentiles, admit: percentiles, hold: percentiles, pay: percentiles };
  const none = { joined: 2, admitted: 2, held: 2, lapsed: 0, released: 0, toppedUp: 0, gaveUp: 0 };
  const summary = {
    ...{ fans: 2, paid: 2, ticketsSold: 2, unfinished: 0, reconnected: 0, ...none },
    ...{ seconds: 1, paidPerSecond: 2, errors: {}, steps },
  };
  expect(ratesOf([0, 249, 250, 1000])).toEqual([8, 4, 0, 0, 4]);
  expect(rushReport({ summary, paidAtMs: [0, 500] }, false)).toContain("The audit FAILED");
});
