// What `npm test -- …` takes: two flags of its own, everything else is Jest's.

export interface TestArguments {
  /** How often the selection runs; undefined: once, without a line for each round. */
  readonly rounds: number | undefined;
  /** Every core is kept busy with something else meanwhile. */
  readonly isBusy: boolean;
  /** For Jest, in their order. */
  readonly jest: readonly string[];
}

const ROUNDS_MAX = 100;
const WHOLE_NUMBER = /^[1-9]\d{0,2}$/;
/** The tiers in which something is waited for: repeating the others tells nothing new. */
const REPEATED_TIERS = ["--selectProjects", "redis", "mysql", "e2e"];
const SELECTS = new RegExp(
  "^(-[ct]|--(config|projects|selectProjects|ignoreProjects|testPathPatterns|testNamePattern|" +
    "runTestsByPath|findRelatedTests|onlyChanged|onlyFailures|changedSince|shard))(=|$)",
);

/** @returns the arguments, or one sentence that says what is wrong with them */
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

/** A pattern stands alone; what follows another flag is taken for its value. */
const isSelection = (jest: readonly string[]): boolean =>
  jest.some((arg, at) =>
    arg.startsWith("-") ? SELECTS.test(arg) : !(jest[at - 1] ?? "").startsWith("-"),
  );
