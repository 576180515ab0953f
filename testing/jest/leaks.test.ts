import { createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { failOnLeak, hasFailed, leftBehind } from "./leaks.js";

test("N4 lists what a test file leaves behind, by type and number", () => {
  const before = ["PipeWrap", "Timeout"];
  const now = ["PipeWrap", "Timeout", "Timeout", "TCPSocketWrap", "TCPSocketWrap"];
  expect(leftBehind(before, now)).toEqual(["Timeout × 1", "TCPSocketWrap × 2"]);
  expect(leftBehind(before, ["Timeout"])).toEqual([]);
});

test("N4 fails a file that leaves a server listening, but not one that closes it", async () => {
  const before = process.getActiveResourcesInfo();
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));

  await expect(failOnLeak(before, 0)).rejects.toThrow("TCPServerWrap");

  await new Promise((closed) => server.close(closed));
  await failOnLeak(before);
});

test("N4 counts a timer that keeps the process alive, but not one without a reference", () => {
  const before = process.getActiveResourcesInfo();
  const free = setInterval(() => undefined, 60_000).unref();
  expect(leftBehind(before, process.getActiveResourcesInfo())).toEqual([]);

  const held = setInterval(() => undefined, 60_000);
  expect(leftBehind(before, process.getActiveResourcesInfo())).toEqual(["Timeout × 1"]);

  clearInterval(held);
  clearInterval(free);
});

test("N4 does not check a file with a failed test, so that its message stays", () => {
  const passed = { errors: [] };
  const block = (...children: object[]) => ({ children });
  expect(hasFailed(block(passed, block(block(), passed)))).toBe(false);
  expect(hasFailed(block(passed, block(block({ errors: [new Error("no")] }))))).toBe(true);
});
