import { spawnSync } from "node:child_process";
import { SetupError } from "./setup-error.js";

export interface Version {
  /** `10.11.6` */
  readonly text: string;
  /** The output of the program. */
  readonly line: string;
  /** Whether this version is the given one or newer. */
  readonly isAtLeast: (minimum: string) => boolean;
}

/** The version of a program. @throws SetupError when it does not run */
export function versionOf(command: string): Version {
  const answer = spawnSync(command, ["--version"], { encoding: "utf8", timeout: 10_000 });
  if (answer.status !== 0) {
    throw new SetupError(`${command} --version failed: ${answer.stderr || String(answer.error)}`);
  }
  return parseVersion(answer.stdout);
}

/** The version in a text: its first number of the form `1.2` or `1.2.3`. */
export function parseVersion(line: string): Version {
  const text = /\d+\.\d+(\.\d+)?/.exec(line)?.[0] ?? "0.0";
  return { text, line: line.trim(), isAtLeast: (minimum) => compare(text, minimum) >= 0 };
}

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split(".").map(Number));
  const differences = [0, 1, 2].map((at) => (a?.[at] ?? 0) - (b?.[at] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
