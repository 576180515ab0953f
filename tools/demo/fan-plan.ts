// What one fan will do, by chance but the same for the same number: a run can be repeated.

export type Taste = "single" | "several" | "best" | "standing";
export type Ending = "pays" | "lapses" | "releases";

export interface FanPlan {
  readonly taste: Taste;
  readonly count: number;
  readonly ending: Ending;
  /** Has too little money at first, and tops up when told so. */
  readonly isPoor: boolean;
  /** After the start of the burst. */
  readonly arrivesAfterMs: number;
  readonly looksForMs: number;
  /** Between the choice and the click: somebody else may be faster. */
  readonly clicksAfterMs: number;
  readonly hesitatesForMs: number;
  /** A further chance for everything else: 0 ≤ x < 1. */
  readonly chance: () => number;
}

/** mulberry32: small, fast, and good enough for a crowd. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** [share, value] pairs whose shares sum to 1. */
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
  /** Without one there are no standing places to want. */
  readonly hasArea: boolean;
}

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
