// The arguments of `npm test -- …`: two flags of its own; all others go to Jest.

export interface TestArguments {
  /** How often the selection runs. Undefined: once, without a line for each round. */
  readonly rounds: number | undefined;
  /** Whether every core is kept busy with other work meanwhile. */
  readonly isBusy: boolean;
  /** The arguments for Jest, in their order. */
  readonly jest: readonly string[];
}

const ROUNDS_MAX = 100;
const WHOLE_NUMBER = /^[1-9]\d{0,2}$/;
/** The tiers whose tests wait for something. Repeating the other tiers would show nothing new. */
const REPEATED_TIERS = ["--selectProjects", "redis", "mysql", "e2e"];
const SELECTS = new RegExp(
  "^(-[ct]|--(config|projects|selectProjects|ignoreProjects|testPathPatterns|testNamePattern|" +
    "runTestsByPath|findRelatedTests|onlyChanged|onlyFailures|changedSince|shard))(=|$)",
);

/** Parses the arguments. @returns them, or one sentence that explains the mistake */
export function parseTestArguments(given: readonly string[]): TestArguments | string {
  const jest: string[] = [];
  let repeat: string | undefined;
  let isBusy = false;
  for (let at = 0; at < given.length; at++) {
    const arg = given[at] ?? "";
    if (arg === "--busy") isBusy = true;
    else if (arg === "--repeat") repeat = given[++at] ?? "";
    else if (arg.startsWith("--repeat=")) repeat = arg.slice("--repeat=".length);
    else jest.push(arg);
  }
  if (repeat === undefined) return { rounds: undefined, isBusy, jest };
  const rounds = WHOLE_NUMBER.test(repeat) ? Number(repeat) : 0;
  if (rounds < 1 || rounds > ROUNDS_MAX) {
    return `npm test -- --repeat takes a whole number from 1 to ${ROUNDS_MAX}, not "${repeat}".`;
  }
  return { rounds, isBusy, jest: isSelection(jest) ? jest : [...jest, ...REPEATED_TIERS] };
}

/** Whether the arguments select tests. An argument after a flag counts as the value of the flag. */
const isSelection = (jest: readonly string[]): boolean =>
  jest.some((arg, at) =>
    arg.startsWith("-") ? SELECTS.test(arg) : !(jest[at - 1] ?? "").startsWith("-"),
  );
