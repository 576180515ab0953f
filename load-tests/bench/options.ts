// The options of `npm run bench`; everything else on the command line is the name of a part.

/** How much is measured. What is undefined has the default of its part. */
export interface BenchOptions {
  /** Counted rounds of `booking`. */
  readonly rounds: number | undefined;
  /** Paid bookings of a turn of `booking`. */
  readonly bookings: number | undefined;
  /** The cases of `booking`; all when empty. */
  readonly cases: readonly string[];
  /** The folder for the CPU profile of the product's node; a profiled node is slower. */
  readonly profileFolder: string | undefined;
}

/** The command line of a bench: its options and the names of parts, or what is wrong with it. */
export type BenchArguments =
  | { readonly options: BenchOptions; readonly names: readonly string[] }
  | { readonly complaint: string };

const LIMITS = { "--rounds": [1, 100], "--bookings": [10, 10_000] } as const;

/** Separates options from names. `cases` are the known ones of `booking`. */
export function parseBenchArguments(
  args: readonly string[],
  knownCases: readonly string[],
): BenchArguments {
  const names: string[] = [];
  const values = new Map<string, string>();
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!["--rounds", "--bookings", "--case", "--cpu-prof"].includes(word)) names.push(word);
    else if (rest[0] === undefined) return { complaint: `${word} needs a value` };
    else values.set(word, rest.shift() ?? "");
  }
  const cases = values.get("--case")?.split(",") ?? [];
  const unknown = cases.filter((name) => !knownCases.includes(name));
  if (unknown.length > 0) {
    const choice = knownCases.join(", ");
    return { complaint: `no such case: ${unknown.join(", ")} (choose from ${choice})` };
  }
  for (const [name, [min, max]] of Object.entries(LIMITS)) {
    const given = values.get(name);
    if (given !== undefined && !isWhole(given, min, max)) {
      return { complaint: `${name} must be a whole number from ${min} to ${max}` };
    }
  }
  const number = (name: keyof typeof LIMITS) => {
    const given = values.get(name);
    return given === undefined ? undefined : Number(given);
  };
  const options = {
    ...{ rounds: number("--rounds"), bookings: number("--bookings"), cases },
    profileFolder: values.get("--cpu-prof"),
  };
  return { options, names };
}

const isWhole = (text: string, min: number, max: number): boolean =>
  /^\d{1,6}$/.test(text) && Number(text) >= min && Number(text) <= max;
