import { parseArgs } from "node:util";
import { SetupError } from "../services/setup-error.js";
import { isDemoVenue, type DemoVenue } from "../seed/venues.js";

export interface DemoOptions {
  readonly fans: number;
  readonly venue: DemoVenue;
  readonly nodes: number;
  readonly killsNode: boolean;
  readonly seconds: number;
  readonly seed: number;
  readonly holdMs: number;
  /** No policy of the sale holds the crowd back. */
  readonly isRush: boolean;
}

const FANS_MAX = 50_000;
const FANS = "3000";
const RUSH_FANS = "12000";
const RUSH_FANS_MAX = 12_000;
const USAGE = `npm run demo -- [--fans 3000] [--show arena|club] [--nodes 2] [--no-kill-node]
             [--seconds 240] [--seed 1] [--hold-ms 20000]
npm run demo -- --rush [--fans 12000]

  --fans          number of fans
  --show          arena: 12,000 seats and 1,000 standing places; club: 50 seats
  --nodes         number of nodes; when a third of the fans is done, the last node is killed, and
                  its fans continue on another one
  --no-kill-node  kills no node
  --seconds       longest duration of the run
  --seed          the same seed gives the same crowd
  --hold-ms       time to pay for a hold
  --rush          no policy of the sale holds the crowd back: one node, a seat for every fan, and
                  demo-report.html with the curve; of the other options it takes --fans alone
  --help          prints this text
`;

/** The text for `--help`; undefined when it is not asked for. */
export function demoHelp(args: readonly string[]): string | undefined {
  return args.includes("--help") || args.includes("-h") ? USAGE : undefined;
}

/** Parses the options. @throws SetupError with the text for `--help` when one is wrong */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parsed(args);
  if (values.rush) return rushOptions(args, values.fans);
  const number = (name: Exclude<keyof typeof LIMITS, "fans">): number =>
    numberOf(name, values[name]);
  const { show: venue } = values;
  if (!isDemoVenue(venue)) throw new SetupError(`--show ${venue} is not known.\n${USAGE}`);
  const nodes = number("nodes");
  return {
    ...{
      fans: numberOf("fans", values.fans ?? FANS),
      venue,
      nodes,
      seconds: number("seconds"),
      seed: number("seed"),
    },
    holdMs: number("hold-ms"),
    // Without its only node the system would be gone.
    killsNode: values["kill-node"] && nodes > 1,
    isRush: false,
  };
}

/** The options of a rush. */
function rushOptions(args: readonly string[], fans = RUSH_FANS): DemoOptions {
  const others = args.filter((arg) => arg.startsWith("--") && !/^--(rush|fans)(=|$)/.test(arg));
  if (others.length > 0) throw new SetupError(`--rush takes no ${others.join(" ")}.\n${USAGE}`);
  const wanted = numberOf("fans", fans, [1, RUSH_FANS_MAX]);
  const defaults = parseDemoOptions([]);
  return { ...defaults, fans: wanted, nodes: 1, killsNode: false, isRush: true };
}

const LIMITS = {
  fans: [1, FANS_MAX],
  nodes: [1, 8],
  seconds: [10, 3_600],
  seed: [0, 1_000_000_000],
  "hold-ms": [5_000, 600_000],
} as const;

function numberOf(
  name: keyof typeof LIMITS,
  text: string,
  [min, max]: readonly [number, number] = LIMITS[name],
): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new SetupError(`--${name} must be from ${String(min)} to ${String(max)}.\n${USAGE}`);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        fans: { type: "string" },
        rush: { type: "boolean", default: false },
        show: { type: "string", default: "arena" },
        nodes: { type: "string", default: "2" },
        "kill-node": { type: "boolean", default: true },
        seconds: { type: "string", default: "240" },
        seed: { type: "string", default: "1" },
        "hold-ms": { type: "string", default: "20000" },
      },
    });
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}
