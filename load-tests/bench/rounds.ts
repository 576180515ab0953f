// Contestants take turns in every round, so that whatever else the machine does falls on all of
// them. The ratio of a round is the figure; its median and its spread are shown.
import type { Redis } from "ioredis";
import { replay, type Crowd, type Outcomes } from "./replay.js";

export interface Contestant {
  readonly name: string;
  /** Encoded before the clock starts. */
  readonly requests: (round: number) => readonly Buffer[];
  /** What every reply begins with; another one ends the bench. */
  readonly expected: string;
}

export interface Contest {
  readonly redis: Redis;
  readonly url: string;
  readonly rounds: number;
  readonly crowd?: Crowd;
  /** CPU of Redis, unless the round trip is what counts. */
  readonly clock?: "cpu" | "wall";
  /** The first is the baseline of the others. */
  readonly contestants: readonly Contestant[];
}

export interface Measured {
  readonly name: string;
  /** µs per request by the contest's clock, one per round. */
  readonly micros: readonly number[];
  readonly wins: number;
}

const FIFTY_BY_SIXTEEN: Crowd = { connections: 50, pipeline: 16 };

/** Redis' own CPU so far, kernel and user, in µs. */
async function cpuMicros(redis: Redis): Promise<number> {
  const text = await redis.info("cpu");
  const seconds = (name: string): number =>
    Number(new RegExp(`^${name}:([0-9.]+)`, "m").exec(text)?.[1]);
  return (seconds("used_cpu_user") + seconds("used_cpu_sys")) * 1e6;
}

const wallMicros = (): Promise<number> => Promise.resolve(performance.now() * 1000);

/** @throws Error when a reply is not the expected one: the figure would mean nothing */
export async function alternate(contest: Contest): Promise<Measured[]> {
  const { redis, url, rounds, contestants, crowd = FIFTY_BY_SIXTEEN } = contest;
  const elapsed = contest.clock === "wall" ? wallMicros : () => cpuMicros(redis);
  const micros = contestants.map((): number[] => []);
  const wins = contestants.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { name, requests, expected }] of contestants.entries()) {
      const sent = requests(round);
      const before = await elapsed();
      const outcomes = await replay(url, sent, crowd);
      micros[i]?.push(((await elapsed()) - before) / sent.length);
      wins[i] = (wins[i] ?? 0) + onlyExpected(name, outcomes, expected);
    }
  }
  return contestants.map(({ name }, i) => ({ name, micros: micros[i] ?? [], wins: wins[i] ?? 0 }));
}

function onlyExpected(name: string, outcomes: Outcomes, expected: string): number {
  const other = [...outcomes].find(([outcome]) => outcome !== expected);
  if (other) throw new Error(`${name}: ${other[1]} × ${other[0]} where ${expected} was expected`);
  return outcomes.get(expected) ?? 0;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { median: at(0.5), low: at(0), high: at(1) };
}

/** Ratio of each round against the same round of the baseline. */
export const ratiosOf = (measured: Measured, baseline: Measured): number[] =>
  measured.micros.map((micros, round) => micros / (baseline.micros[round] ?? Number.NaN));
