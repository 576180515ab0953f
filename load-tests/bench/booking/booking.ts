// What a paid booking costs: the twin, which is what people usually build, and the product take
// turns, each with the same crowd, the same number of calls per fan and the same database server.
import type { BenchOptions } from "../options.js";
import type { Figure } from "../report.js";
import { spreadOf } from "../rounds.js";
import { CASES, type Case } from "./cases.js";
import { Crowd } from "../../../tools/crowd/crowd.js";
import { ProductContestant } from "./product-contestant.js";
import { startStores } from "./stores.js";
import { quantile, takeTurns, type Taken, type TakenTurns } from "./turns.js";
import { TwinContestant } from "./twin-contestant.js";

const ROUNDS = 5;
const BOOKINGS = 1000;
/** Fewer leave code that is not compiled yet, which costs several times as much. */
const WARM_UP_BOOKINGS = 3000;

/** The names that `--case` takes. */
export const BOOKING_CASES: readonly string[] = Object.keys(CASES);

/** Measures paid bookings of the twin and of the product. */
export async function benchBooking(options: BenchOptions): Promise<Figure[]> {
  const { profileFolder } = options;
  const stores = await startStores();
  const crowd = new Crowd((pid) => stores.guard.add(pid));
  const started: { stop(): Promise<void> }[] = [];
  try {
    const twin = await TwinContestant.start(stores);
    started.push(twin);
    const product = await ProductContestant.start(stores, { profileFolder, hasOwnWorker: false });
    started.push(product);
    const figures: Figure[] = [];
    for (const [key, { title, goal, turns }] of Object.entries(CASES)) {
      if (options.cases.length > 0 && !options.cases.includes(key)) continue;
      const bookings = options.bookings ?? BOOKINGS;
      const rounds = options.rounds ?? ROUNDS;
      const warmUps = Math.ceil(WARM_UP_BOOKINGS / bookings);
      const turnOf = turns({ crowd, bookings, turns: rounds + warmUps });
      const contestants = [twin, product];
      const [twins, products] = await takeTurns({ contestants, crowd, turnOf, rounds, warmUps });
      if (twins && products)
        figures.push(...figuresOf({ title, goal, stores: stores.title }, twins, products));
    }
    return figures;
  } finally {
    crowd.close();
    for (const each of started.reverse()) await each.stop();
    await stores.stop();
  }
}

function figuresOf(
  { title, goal, stores }: Pick<Case, "title" | "goal"> & { readonly stores: string },
  twin: TakenTurns,
  product: TakenTurns,
): Figure[] {
  const ratios = twin.turns.map((turn, round) => sumOf(turn) / sumOf(product.turns[round] ?? turn));
  return [
    {
      name: `${title}: CPU of a paid booking, twin / product`,
      spread: spreadOf(ratios),
      unit: "×",
      atLeast: goal,
      note: stores,
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
