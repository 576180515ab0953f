// What a paid booking costs: the twin, which is what people usually build, and the product take
// turns, each with the same crowd, the same number of calls per fan and the same database server.
import type { BenchOptions } from "../options.js";
import type { Figure } from "../report.js";
import { spreadOf } from "../rounds.js";
import type { WantedTurn } from "./contestant.js";
import { Crowd } from "./crowd.js";
import { ProductContestant } from "./product-contestant.js";
import { startStores } from "./stores.js";
import { takeTurns, type Taken, type TakenTurns } from "./turns.js";
import { TwinContestant } from "./twin-contestant.js";

const ROUNDS = 5;
const BOOKINGS = 1000;
/** Fewer leave code that is not compiled yet, which costs several times as much. */
const WARM_UP_BOOKINGS = 3000;

interface Case {
  readonly name: string;
  readonly goal: number;
  readonly wanted: (seats: number, contestant: string) => WantedTurn;
}

const CASES: Readonly<Record<string, Case>> = {
  rest: {
    name: "one fan per seat, REST",
    goal: 6,
    wanted: (seats) => ({ seats, fans: seats, door: "rest" }),
  },
  signals: {
    name: "one fan per seat, signals",
    goal: 10,
    // The twin has no signals: its fans buy over REST here too.
    wanted: (seats, name) => {
      return { seats, fans: seats, door: name === "twin" ? "rest" : "signals" };
    },
  },
  five: {
    name: "five fans per seat, REST",
    goal: 10,
    wanted: (bookings) => {
      const seats = Math.ceil(bookings / 2);
      return { seats, fans: seats * 5, door: "rest" };
    },
  },
};

/** The names that `--case` takes. */
export const BOOKING_CASES: readonly string[] = Object.keys(CASES);

/** Measures paid bookings of the twin and of the product. */
export async function benchBooking(options: BenchOptions): Promise<Figure[]> {
  const stores = await startStores();
  const crowd = new Crowd((pid) => stores.guard.add(pid));
  const started: { stop(): Promise<void> }[] = [];
  try {
    const twin = await TwinContestant.start(stores);
    started.push(twin);
    const product = await ProductContestant.start(stores, profiling(options));
    started.push(product);
    const figures: Figure[] = [];
    for (const [key, { name, goal, wanted }] of Object.entries(CASES)) {
      if (options.cases.length > 0 && !options.cases.includes(key)) continue;
      const seats = options.bookings ?? BOOKINGS;
      const [twins, products] = await takeTurns({
        ...{ contestants: [twin, product], crowd },
        warmUps: Math.ceil(WARM_UP_BOOKINGS / seats),
        wanted: (contestant) => wanted(seats, contestant.name),
        rounds: options.rounds ?? ROUNDS,
      });
      if (twins && products) figures.push(...figuresOf({ name, goal }, twins, products));
    }
    return figures;
  } finally {
    crowd.close();
    for (const each of started.reverse()) await each.stop();
    await stores.stop();
  }
}

const profiling = ({ profileFolder }: BenchOptions): string =>
  profileFolder === undefined ? "" : `--cpu-prof --cpu-prof-dir=${profileFolder}`;

function figuresOf(
  { name, goal }: { readonly name: string; readonly goal: number },
  twin: TakenTurns,
  product: TakenTurns,
): Figure[] {
  const ratios = twin.turns.map((turn, round) => sumOf(turn) / sumOf(product.turns[round] ?? turn));
  return [
    {
      name: `${name}: CPU of a paid booking, twin / product`,
      spread: spreadOf(ratios),
      unit: "×",
      atLeast: goal,
    },
    ...[twin, product].flatMap((each) => ownFigures(each)),
  ];
}

const sumOf = ({ micros }: Taken): number =>
  Object.values(micros).reduce((sum, each) => sum + each, 0);

function ownFigures({ name, turns }: TakenTurns): Figure[] {
  const figure = (title: string, unit: Figure["unit"], of: (turn: Taken) => number): Figure => ({
    name: `  ${name}: ${title}`,
    spread: spreadOf(turns.map(of)),
    unit,
  });
  const roles = Object.keys(turns[0]?.micros ?? {});
  const share = (role: string) => {
    const { median } = spreadOf(turns.map(({ micros }) => micros[role] ?? 0));
    return `${role} ${median.toFixed(0)}`;
  };
  const repeated = turns.reduce((sum, turn) => sum + turn.repeated, 0);
  return [
    { ...figure("CPU of a paid booking", "µs", sumOf), note: roles.map(share).join(", ") },
    {
      ...figure("paid", "/s", ({ paidPerSecond }) => paidPerSecond),
      ...(repeated === 0 ? {} : { note: `${repeated} calls repeated` }),
    },
    figure("pay, p50", "ms", ({ payMs }) => quantile(payMs, 0.5)),
    figure("pay, p99", "ms", ({ payMs }) => quantile(payMs, 0.99)),
  ];
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
