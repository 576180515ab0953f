// A test file fails when it leaves a socket, a server, a child process or a timer behind. A file
// with a failed test is not checked: its own message would be lost, and a failed test often leaves
// something. The check must run after all afterAll hooks of the file, so it is an event handler of
// the test runner. Resources that are closing get some time; the others are listed.

const GRACE_MS = 30_000;
const POLL_MS = 20;
const RUNNER_HANDLERS = Symbol.for("EVENT_HANDLERS");

type RunnerEvent = { readonly name: string };
type RunnerHandler = (event: RunnerEvent, state: RunnerState) => Promise<void> | void;

interface RunnerState {
  readonly rootDescribeBlock: Block;
}

/** A block of tests, or a test: a test has errors instead of children. */
export interface Block {
  readonly children?: readonly Block[];
  readonly errors?: readonly unknown[];
}

/** Whether a test in this block has failed. */
export const hasFailed = ({ children = [], errors = [] }: Block): boolean =>
  errors.length > 0 || children.some(hasFailed);

const countByType = (types: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
};

/** The resources that are active now and were not before, one line per type. */
export function leftBehind(before: readonly string[], now: readonly string[]): string[] {
  const known = countByType(before);
  return [...countByType(now)]
    .filter(([type, count]) => count > (known.get(type) ?? 0))
    .map(([type, count]) => `${type} × ${String(count - (known.get(type) ?? 0))}`);
}

const setTimer = globalThis.setTimeout;
const now = performance.now.bind(performance);

/** Waits for resources that are closing. @throws Error that lists the resources that stay */
export async function failOnLeak(before: readonly string[], graceMs = GRACE_MS): Promise<void> {
  const deadlineAt = now() + graceMs;
  for (;;) {
    const leaks = leftBehind(before, process.getActiveResourcesInfo());
    if (leaks.length === 0) return;
    if (now() > deadlineAt) throw new Error(`This test file leaves behind: ${leaks.join(", ")}`);
    await new Promise((resolve) => setTimer(resolve, POLL_MS));
  }
}

const handlers = (globalThis as unknown as Record<symbol, RunnerHandler[] | undefined>)[
  RUNNER_HANDLERS
];
if (handlers === undefined) throw new Error("The test runner has no event handlers to join");

// Both streams are opened at their first use, which must not look like a leak of that test file.
for (const stream of [process.stdout, process.stderr]) stream.write("");

const atStart = process.getActiveResourcesInfo();
handlers.push(({ name }, { rootDescribeBlock }) =>
  name === "run_finish" && !hasFailed(rootDescribeBlock) ? failOnLeak(atStart) : undefined,
);
