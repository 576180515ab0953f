import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { identify, isAlive, launchChain, signal } from "./process-table.mjs";

describe("the process table", () => {
  test("a later process with the same pid is another one and gets no signal", () => {
    const self = identify(process.pid);
    if (self === undefined) throw new Error("this process has an identity");
    const former = { ...self, startedAt: "1@former-boot" };
    expect(isAlive(self)).toBe(true);
    expect(isAlive(former)).toBe(false);
    expect(signal(former, "SIGKILL")).toBe(false);
  });

  test("a process that has ended is not alive, also while its pid is still taken", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const identity = identify(child.pid ?? 0);
    if (identity === undefined) throw new Error("the child has an identity");
    expect(isAlive(identity)).toBe(true);
    expect(signal(identity, "SIGKILL")).toBe(true);
    await once(child, "exit");
    expect(isAlive(identity)).toBe(false);
  });

  test("the shell in which the user typed the command is not in the launch chain", () => {
    expect(launchChain({})).toEqual([]);
  });
});
