import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Figure } from "./report.js";
import { runBenches } from "./run-benches.js";

const FIGURE: Figure = { name: "x / y", spread: { median: 2, low: 1, high: 3 }, unit: "×" };

type Part = (world: string) => Promise<readonly Figure[]>;

const good: Part = () => Promise.resolve([FIGURE]);
const bad: Part = () => Promise.reject(new Error("REST answered 409 LIMIT_REACHED"));

async function run(names: readonly string[], parts: Readonly<Record<string, Part>>) {
  const lines: string[] = [];
  const complaints: string[] = [];
  const steps: string[] = [];
  const noted = Object.entries(parts).map(
    ([name, part]) =>
      [
        name,
        (world: string) => {
          steps.push(name);
          return part(world);
        },
      ] as const,
  );
  const code = await runBenches(names, {
    parts: Object.fromEntries(noted),
    open: () => {
      steps.push("open");
      return Promise.resolve("a world");
    },
    close: () => {
      steps.push("close");
      return Promise.resolve();
    },
    titleOf: (world) => `on ${world}`,
    print: (line) => lines.push(line),
    complain: (line) => complaints.push(line),
  });
  return { code, text: lines.join("\n"), complaints, steps, last: lines.at(-1)?.trim() };
}

test("N2 all parts run in their order, and the last line says that none failed", async () => {
  const { code, steps, text, last } = await run([], { one: good, two: good });
  expect(code).toBe(0);
  expect(steps).toEqual(["open", "one", "two", "close"]);
  expect(text).toContain("on a world\n\none\nx / y  2.00 ×");
  expect(last).toBe("BENCH ok parts 2");
});

test("N2 only the named parts run", async () => {
  const { code, steps, last } = await run(["two"], { one: bad, two: good });
  expect([code, steps, last]).toEqual([0, ["open", "two", "close"], "BENCH ok parts 1"]);
});

test("N2 a part that fails prints its error, the others run, and the exit code is 1", async () => {
  const parts = { one: good, two: bad, three: good, four: bad };
  const { code, steps, text, last } = await run([], parts);
  expect(code).toBe(1);
  expect(steps).toEqual(["open", "one", "two", "three", "four", "close"]);
  expect(text).toContain("two\nfailed: Error: REST answered 409 LIMIT_REACHED");
  expect(text.match(/x \/ y/g)).toHaveLength(2);
  expect(last).toBe("BENCH FAILED two, four (2 of 4 parts)");
});

test("N2 a part without a figure has failed", async () => {
  const { code, last } = await run([], { none: () => Promise.resolve([]) });
  expect([code, last]).toEqual([1, "BENCH FAILED none (1 of 1 parts)"]);
});

test("N2 an unknown part gives one sentence, and no part starts", async () => {
  for (const name of ["nosuch", "--all", "toString"]) {
    const { code, steps, complaints, text } = await run(["one", name], { one: good, two: good });
    expect([code, steps, text]).toEqual([2, [], ""]);
    expect(complaints).toEqual([`no such bench: ${name} (choose from one, two)`]);
  }
});

const PARTS = "bookings, waiting-room, seat-map, doors, growth, memory, booking, durability";

test.each([
  [["nosuch"], `no such bench: nosuch (choose from ${PARTS})`],
  [["--target", "http://example.com"], `no such bench: --target, http://example.com (choose`],
  [["booking", "--rounds", "0"], "--rounds must be a whole number from 1 to 100"],
])("N2 npm run bench with %j prints one sentence and exits with 2", (args, sentence) => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const runner = fileURLToPath(new URL("../../tools/run.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, main, ...args], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(sentence)]);
});
