import { expect, test } from "@jest/globals";
import { pacedLoop, type LoopClock } from "./paced-loop.js";

/** A clock that moves only in turns and in sleeps; a sleep takes no real time. */
function fakeClock() {
  const sleeps: number[] = [];
  const clock = {
    at: 0,
    sleeps,
    now: () => clock.at,
    sleep: async (ms: number) => {
      sleeps.push(ms);
      clock.at += ms;
    },
  };
  return clock satisfies LoopClock;
}

test("everyMs counts from the beginning of a turn; a long turn delays only the next", async () => {
  const clock = fakeClock();
  const turns = [30, 250, 0, 0];
  const begun: number[] = [];
  const turn = () => {
    begun.push(clock.at);
    clock.at += turns[begun.length - 1] ?? 0;
    return begun.length === turns.length ? "done" : undefined;
  };
  await pacedLoop(new AbortController().signal, { everyMs: 100 }, turn, clock);
  expect(begun).toEqual([0, 100, 350, 450]);
});

test("afterMs counts from the end of a turn, and may differ each time", async () => {
  const clock = fakeClock();
  const begun: number[] = [];
  const turn = () => {
    begun.push(clock.at);
    clock.at += 30;
    return begun.length === 4 ? "done" : undefined;
  };
  const afterMs = () => begun.length * 10;
  await pacedLoop(new AbortController().signal, { afterMs }, turn, clock);
  expect(clock.sleeps).toEqual([10, 20, 30]);
  expect(begun).toEqual([0, 40, 90, 150]);
});

test("a loop that is late still yields, so that other work of the process goes on", async () => {
  let turns = 0;
  const turn = () => (++turns === 1000 ? "done" : undefined);
  const loop = pacedLoop(new AbortController().signal, { everyMs: 0 }, turn);
  let others = 0;
  const other = setInterval(() => (others += 1), 1);
  expect(await loop).toBe("done");
  clearInterval(other);
  expect(others).toBeGreaterThan(0);
});

test("an abort ends a sleep at once, and waits for a turn under way", async () => {
  const ended = new AbortController();
  let isOver = false;
  const sleeping = new Promise<void>((resolve) => {
    const loop = pacedLoop(ended.signal, { afterMs: 3_600_000 }, () => resolve());
    void loop.then(() => (isOver = true));
  });
  await sleeping;
  expect(isOver).toBe(false);

  const inTurn = new AbortController();
  let finish = (): void => undefined;
  const order: string[] = [];
  const loop = pacedLoop(inTurn.signal, { afterMs: 0 }, async (signal) => {
    await new Promise<void>((resolve) => (finish = resolve));
    order.push(signal.aborted ? "turn ended after the abort" : "turn ended");
  });
  inTurn.abort();
  finish();
  expect(await loop).toBe("aborted");
  expect(order).toEqual(["turn ended after the abort"]);

  ended.abort();
  while (!isOver) await new Promise((resolve) => setImmediate(resolve));
});

test("no turn begins after the abort", async () => {
  const turn = () => expect("no turn").toBe("a turn");
  expect(await pacedLoop(AbortSignal.abort(), { everyMs: 1 }, turn)).toBe("aborted");
});

test("an error of a turn ends the loop, which rejects with it", async () => {
  const failing = pacedLoop(new AbortController().signal, { everyMs: 1 }, async () => {
    throw new Error("the turn failed");
  });
  await expect(failing).rejects.toThrow("the turn failed");
});
