// A test file that leaves a socket, a server, a child process or a timer behind fails. One that has
// failed already is not judged: its own message would be lost, and a test that was cut short leaves
// something behind.
// The check runs after every afterAll hook of the file, therefore as an event handler of
// the test runner; what is about to close gets a grace period, what stays is named.

const GRACE_MS = 30_000;
const POLL_MS = 20;
const RUNNER_HANDLERS = Symbol.for("EVENT_HANDLERS");

type RunnerEvent = { readonly name: string };
type RunnerHandler = (event: RunnerEvent, state: RunnerState) => Promise<void> | void;

interface RunnerState {
  readonly rootDescribeBlock: Block;
}

/** A block of tests; a test has errors instead of children. */
export interface Block {
  readonly children?: readonly Block[];
  readonly errors?: readonly unknown[];
}

/** Whether a test below this block has failed. */
export const hasFailed = ({ children = [], errors = [] }: Block): boolean =>
  errors.length > 0 || children.some(hasFailed);

const countByType = (types: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
};

/** What is active now and was not before, one line per type. */
export function leftBehind(before: readonly string[], now: readonly string[]): string[] {
  const known = countByType(before);
  return [...countByType(now)]
    .filter(([type, count]) => count > (known.get(type) ?? 0))
    .map(([type, count]) => `${type} × ${String(count - (known.get(type) ?? 0))}`);
}

const wait = globalThis.setTimeout;
const now = performance.now.bind(performance);

/** Waits for what is closing; throws when something new stays. */
export async function failOnLeak(before: readonly string[], graceMs = GRACE_MS): Promise<void> {
  const deadlineAt = now() + graceMs;
  for (;;) {
    const leaks = leftBehind(before, process.getActiveResourcesInfo());
    if (leaks.length === 0) return;
    if (now() > deadlineAt) throw new Error(`This test file leaves behind: ${leaks.join(", ")}`);
    await new Promise((resolve) => wait(resolve, POLL_MS));
  }
}

const handlers = (globalThis as unknown as Record<symbol, RunnerHandler[] | undefined>)[
  RUNNER_HANDLERS
];
if (handlers === undefined) throw new Error("The test runner has no event handlers to join");

// Both are opened on first use, which must not look like a leak of the file that prints first.
for (const stream of [process.stdout, process.stderr]) stream.write("");

const atStart = process.getActiveResourcesInfo();
handlers.push(({ name }, { rootDescribeBlock }) =>
  name === "run_finish" && !hasFailed(rootDescribeBlock) ? failOnLeak(atStart) : undefined,
);
