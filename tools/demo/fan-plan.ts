// The plan of one fan. It is random, but the same for the same number and seed, so that a run can
// be repeated.

export type Taste = "single" | "several" | "best" | "standing";
export type Ending = "pays" | "lapses" | "releases";

export interface FanPlan {
  readonly taste: Taste;
  readonly count: number;
  readonly ending: Ending;
  /** True when the fan has too little money at first, and tops up after the refused payment. */
  readonly isPoor: boolean;
  /** From the start of the run. */
  readonly arrivesAfterMs: number;
  /** How long the fan looks at the map. */
  readonly looksForMs: number;
  /** Between the choice and the click; another fan may be faster. */
  readonly clicksAfterMs: number;
  /** Between the hold and the payment or the release. */
  readonly hesitatesForMs: number;
  /** A random number for any other decision: 0 ≤ x < 1. */
  readonly chance: () => number;
}

/** A generator of random numbers (0 ≤ x < 1) from a seed: mulberry32, small and fast. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Picks a value by chance. The shares sum to 1. */
function pick<T>(chance: number, shares: readonly (readonly [share: number, value: T])[]): T {
  let left = chance;
  for (const [share, value] of shares) {
    left -= share;
    if (left < 0) return value;
  }
  return (shares.at(-1) as readonly [number, T])[1];
}

const TASTES = [
  [0.4, "single"],
  [0.25, "several"],
  [0.25, "best"],
  [0.1, "standing"],
] as const;

const ENDINGS = [
  [0.82, "pays"],
  [0.1, "lapses"],
  [0.08, "releases"],
] as const;

const POOR_SHARE = 0.12;

export interface CrowdShape {
  readonly seed: number;
  readonly burstMs: number;
  /** Whether the venue has an area with standing places. */
  readonly hasArea: boolean;
}

/** The plan of the fan with a number. */
export function planFan(number: number, { seed, burstMs, hasArea }: CrowdShape): FanPlan {
  const chance = chances(Math.imul(seed, 2_654_435_761) + number);
  const wanted = pick<Taste>(chance(), TASTES);
  const taste = wanted === "standing" && !hasArea ? "single" : wanted;
  const ending = pick<Ending>(chance(), ENDINGS);
  return {
    taste,
    count: taste === "single" ? 1 : 1 + Math.ceil(chance() * 3),
    ending,
    isPoor: ending === "pays" && chance() < POOR_SHARE,
    arrivesAfterMs: Math.floor(chance() * burstMs),
    looksForMs: 300 + Math.floor(chance() * 2_000),
    clicksAfterMs: 100 + Math.floor(chance() * 900),
    hesitatesForMs: 300 + Math.floor(chance() * 3_000),
    chance,
  };
}
