import { expect, test } from "@jest/globals";
import { cpuMicros, cpuOf } from "./process-cpu.js";

test("N2 the CPU time of a process grows with its work, and is precise below a tick of 10 ms", () => {
  const before = cpuMicros(process.pid);
  const startedAt = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(startedAt);
    return user + system;
  };
  while (used() < 50_000);
  const { MySQL: own = 0 } = cpuOf({ MySQL: process.pid });
  expect(own - before).toBeGreaterThan(40_000);
  expect(Number.isInteger(own / 10_000)).toBe(false);
});
