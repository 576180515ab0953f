import { expect, test } from "@jest/globals";
import { comesTrueWithin, Stopwatch } from "./stopwatch.js";
import { until } from "./until.js";

test("N4 a stopwatch runs while this process sleeps and while it works", async () => {
  const watch = new Stopwatch();
  await until(() => watch.ms >= 50, "it runs during sleep");
  const asleep = watch.ms;
  while (watch.ms < asleep + 50);
  expect(watch.ms).toBeGreaterThanOrEqual(100);
});

test("N4 a stopwatch never runs ahead of the clock", async () => {
  const [watch, at] = [new Stopwatch(), performance.now()];
  for (let turn = 0; turn < 20; turn++) {
    const ms = watch.ms;
    expect(ms).toBeLessThanOrEqual(performance.now() - at + 1);
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test("N4 a condition that is true is reported at once, and one that is not after its time", async () => {
  expect(await comesTrueWithin(600_000, () => true)).toBe(true);
  const watch = new Stopwatch();
  expect(await comesTrueWithin(40, () => false)).toBe(false);
  expect(watch.ms).toBeGreaterThanOrEqual(40);
});
