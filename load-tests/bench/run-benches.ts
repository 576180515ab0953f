// The parts of a bench, one after the other: one that fails says why and does not keep the others
// from running, and the run as a whole has failed.
import { tableOf, type Figure } from "./report.js";

export interface BenchRun<World> {
  /** By name, in the order in which they run. */
  readonly parts: Readonly<Record<string, (world: World) => Promise<readonly Figure[]>>>;
  /** Called once, before the first part, and not at all for a wrong name. */
  readonly open: () => Promise<World>;
  readonly close: (world: World) => Promise<void>;
  /** What stands above the figures. */
  readonly titleOf: (world: World) => string;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Runs the parts that are named, or all. @returns the exit code: 1 a part failed, 2 wrong usage */
export async function runBenches<World>(
  names: readonly string[],
  run: BenchRun<World>,
): Promise<0 | 1 | 2> {
  const { parts, print, complain } = run;
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    complain(`no such bench: ${unknown.join(", ")} (there is ${Object.keys(parts).join(", ")})`);
    return 2;
  }
  const asked = Object.entries(parts).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
  const failed: string[] = [];
  const world = await run.open();
  try {
    print(run.titleOf(world));
    for (const [name, part] of asked) {
      try {
        print(`\n${name}\n${tableOf(measured(await part(world)))}`);
      } catch (error) {
        failed.push(name);
        print(`\n${name}\nfailed: ${textOf(error)}`);
      }
    }
  } finally {
    await run.close(world);
  }
  print(`\n${verdict(asked.length, failed)}`);
  return failed.length === 0 ? 0 : 1;
}

const verdict = (count: number, failed: readonly string[]): string =>
  failed.length === 0
    ? `BENCH ok parts ${count}`
    : `BENCH FAILED ${failed.join(", ")} (${failed.length} of ${count} parts)`;

/** @throws Error when there is none: a part without a figure has measured nothing */
function measured(figures: readonly Figure[]): readonly Figure[] {
  if (figures.length === 0) throw new Error("no figure was measured");
  return figures;
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
