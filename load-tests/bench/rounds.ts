// Contestants take turns in every round, so that other work on the machine slows all of them down
// alike. A ratio is computed for each round; the report shows the median and the spread.
import type { Redis } from "ioredis";
import { replay, type Crowd, type Outcomes } from "./replay.js";

export interface Contestant {
  readonly name: string;
  /** The encoded requests of a round. They are made before the clock starts. */
  readonly requests: (round: number) => readonly Buffer[];
  /** The first items that replies may have. Another one is an error and ends the bench. */
  readonly expected: string | readonly string[];
  /** How many replies each request has: more than one when it is a transaction. Default: 1. */
  readonly repliesEach?: number;
}

export interface Contest {
  readonly redis: Redis;
  readonly url: string;
  readonly rounds: number;
  readonly crowd?: Crowd;
  /** `cpu` (default) measures the CPU time of Redis, `wall` the time of the round trips. */
  readonly clock?: "cpu" | "wall";
  /** They take turns in this order. */
  readonly contestants: readonly Contestant[];
}

export interface Measured {
  readonly name: string;
  /** The time per request in µs, one per round. */
  readonly micros: readonly number[];
  /** How many requests were answered as expected. */
  readonly wins: number;
}

const FIFTY_BY_SIXTEEN: Crowd = { connections: 50, pipeline: 16 };

/** The CPU time that Redis has used so far, user and system, in µs. */
async function cpuMicros(redis: Redis): Promise<number> {
  const text = await redis.info("cpu");
  const seconds = (name: string): number =>
    Number(new RegExp(`^${name}:([0-9.]+)`, "m").exec(text)?.[1]);
  return (seconds("used_cpu_user") + seconds("used_cpu_sys")) * 1e6;
}

const wallMicros = (): Promise<number> => Promise.resolve(performance.now() * 1000);

/**
 * Measures the contestants in turns.
 * @throws Error when a reply is not the expected one, because the figure would mean nothing
 */
export async function alternate(contest: Contest): Promise<Measured[]> {
  const { redis, url, rounds, contestants, crowd = FIFTY_BY_SIXTEEN } = contest;
  const elapsed = contest.clock === "wall" ? wallMicros : () => cpuMicros(redis);
  const micros = contestants.map((): number[] => []);
  const wins = contestants.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { name, requests, expected, repliesEach = 1 }] of contestants.entries()) {
      const sent = requests(round);
      const before = await elapsed();
      const outcomes = await replay(url, sent, { ...crowd, repliesEach });
      micros[i]?.push(((await elapsed()) - before) / sent.length);
      onlyExpected(name, outcomes, expected);
      wins[i] = (wins[i] ?? 0) + sent.length;
    }
  }
  return contestants.map(({ name }, i) => ({ name, micros: micros[i] ?? [], wins: wins[i] ?? 0 }));
}

function onlyExpected(name: string, outcomes: Outcomes, expected: Contestant["expected"]): void {
  const wanted = [expected].flat();
  const other = [...outcomes].find(([outcome]) => !wanted.includes(outcome));
  if (other === undefined) return;
  const [outcome, count] = other;
  throw new Error(`${name}: ${count} × ${outcome} where ${wanted.join(" or ")} was expected`);
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median, the lowest and the highest value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { median: at(0.5), low: at(0), high: at(1) };
}

/** The ratio of each round to the same round of the baseline. */
export const ratiosOf = (measured: Measured, baseline: Measured): number[] =>
  measured.micros.map((micros, round) => micros / (baseline.micros[round] ?? Number.NaN));
