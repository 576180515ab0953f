// Runs the parts of the bench one after the other. When a part fails its error is printed, the
// other parts still run, and the whole run has failed.
import { tableOf, type Figure } from "./report.js";

export interface BenchRun<World> {
  /** The parts by name, in the order in which they run. */
  readonly parts: Readonly<Record<string, (world: World) => Promise<readonly Figure[]>>>;
  /** Prepares what the parts measure. It is called once, and not at all when a name is wrong. */
  readonly open: () => Promise<World>;
  readonly close: (world: World) => Promise<void>;
  /** The line above the figures. */
  readonly titleOf: (world: World) => string;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/**
 * Runs the named parts, or all.
 * @returns the exit code: 1 when a part failed, 2 for a wrong name
 */
export async function runBenches<World>(
  names: readonly string[],
  run: BenchRun<World>,
): Promise<0 | 1 | 2> {
  const { parts, print, complain } = run;
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    complain(`no such bench: ${unknown.join(", ")} (choose from ${Object.keys(parts).join(", ")})`);
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

/** Checks that a part has measured something. @throws Error when it has no figure */
function measured(figures: readonly Figure[]): readonly Figure[] {
  if (figures.length === 0) throw new Error("no figure was measured");
  return figures;
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
