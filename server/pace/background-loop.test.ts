import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { AppError } from "../errors.js";
import { BackgroundLoop } from "./background-loop.js";

function listeningLog() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, log: pino({ level: "debug" }, { write }) };
}

/** Runs a loop through the given turns and returns its log lines. */
async function linesOf(turns: readonly (() => void)[]): Promise<Record<string, unknown>[]> {
  const { log, lines } = listeningLog();
  const left = [...turns];
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const turn = () => {
    const next = left.shift();
    if (next === undefined) end();
    else next();
  };
  const loop = new BackgroundLoop({ name: "test", pace: { everyMs: 0 }, log, turn });
  loop.start();
  await over;
  await loop.stop();
  return lines;
}

const fails = (message: string) => () => {
  throw new Error(message);
};
const passes = (): void => undefined;

test("a turn that fails is logged with its loop, and the next one comes", async () => {
  const lines = await linesOf([fails("one"), passes]);
  expect(lines).toMatchObject([
    { level: 50, event: "loop.failed", loop: "test", err: { message: "one" } },
  ]);
});

test("a failure is logged once, and again when it changes or comes back", async () => {
  const lines = await linesOf([fails("one"), fails("one"), fails("two"), passes, fails("two")]);
  expect(lines).toMatchObject(["one", "two", "two"].map((message) => ({ err: { message } })));
});

test("a refusal passes by itself and is no error", async () => {
  const refuses = () => {
    throw new AppError("SALE_PAUSED");
  };
  expect(await linesOf([refuses])).toMatchObject([
    { level: 20, event: "loop.refused", loop: "test", code: "SALE_PAUSED" },
  ]);
});

test("stop waits for the turn under way, which can see that it is the last", async () => {
  const { log } = listeningLog();
  let finish = (): void => undefined;
  const seen: boolean[] = [];
  const turn = async () => {
    await new Promise<void>((resolve) => (finish = resolve));
    seen.push(loop.isEnding);
  };
  const loop = new BackgroundLoop({ name: "test", pace: { afterMs: 0 }, log, turn });
  loop.start();
  let isStopped = false;
  const stopping = loop.stop().then(() => (isStopped = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isStopped).toBe(false);
  finish();
  await stopping;
  expect(seen).toEqual([true]);
});

test("a second start does nothing", async () => {
  const { log } = listeningLog();
  let turns = 0;
  const loop = new BackgroundLoop({
    name: "test",
    pace: { afterMs: 3_600_000 },
    log,
    turn: () => void (turns += 1),
  });
  loop.start();
  loop.start();
  await loop.stop();
  expect(turns).toBe(1);
});
