// Positions are compared with a model that knows the whole queue. Whichever members join, leave or
// are called, and however ticks are lost, doubled or cut short, the position of a client is right,
// or the client notices that it must ask.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { TickBody } from "../protocol/bodies.js";
import { afterTick, etaSeconds, trackPlace, type TrackedPlace } from "../src/position.js";
import { SHOWTIME } from "./fake-sale.js";

const LISTED_MAX = 3;

/** The waiting room as Redis keeps it, in plain lists. */
class ModelRoom {
  #next = 0;
  #n = 0;
  #called = 0;
  #leftSeq = 0;
  head = 0;
  readonly #left = new Set<number>();
  readonly #unannounced: number[] = [];

  join(): number {
    return ++this.#next;
  }

  leave(place: number): void {
    if (place <= this.head || place > this.#next || this.#left.has(place)) return;
    this.#left.add(place);
    this.#unannounced.push(place);
    this.#leftSeq++;
  }

  call(count: number): void {
    for (let calls = 0; calls < count && this.head < this.#next;) {
      this.head++;
      if (this.#left.has(this.head)) continue;
      this.#called++;
      calls++;
    }
  }

  ahead(place: number): number {
    let ahead = 0;
    for (let other = this.head + 1; other < place; other++) {
      if (!this.#left.has(other)) ahead++;
    }
    return ahead;
  }

  hasLeft(place: number): boolean {
    return this.#left.has(place);
  }

  reference(place: number): TrackedPlace {
    const tick = { n: this.#n, head: this.head, called: this.#called, leftSeq: this.#leftSeq };
    return trackPlace({ place, ahead: this.ahead(place), tick });
  }

  tick(): TickBody {
    const left = this.#unannounced.splice(0, LISTED_MAX);
    return {
      ...{ showtimeId: SHOWTIME, n: ++this.#n, head: this.head, called: this.#called, left },
      ...{ leftSeq: this.#leftSeq, pending: this.#unannounced.length },
      ...{ waiting: this.#next - this.head, ratePerMinute: 60 },
    };
  }
}

type Step =
  | { readonly kind: "join" | "watch" | "status" }
  | { readonly kind: "leave"; readonly place: number }
  | { readonly kind: "call"; readonly count: number }
  | { readonly kind: "tick"; readonly fate: "heard" | "lost" | "twice" | "late" };

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("join" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("watch", "status") }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("leave" as const), place: fc.nat({ max: 40 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("call" as const), count: fc.nat({ max: 4 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("tick" as const),
        fate: fc.constantFrom("heard", "heard", "heard", "lost", "twice", "late"),
      }),
    },
  ),
  { minLength: 10, maxLength: 120 },
);

/** A client that watches one place of the model, and counts how often its position was exact. */
class Watcher {
  known: TrackedPlace | undefined;
  #late: TickBody | undefined;
  exact = 0;

  constructor(readonly room: ModelRoom) {}

  hear(tick: TickBody, fate: "heard" | "lost" | "twice" | "late"): void {
    if (fate === "lost") return;
    if (fate === "late") {
      this.#late = tick;
      return;
    }
    this.#take(tick);
    this.#check(tick);
    if (fate === "twice") this.#take(tick);
    if (this.#late !== undefined) this.#take(this.#late);
    this.#late = undefined;
    this.#check(tick);
  }

  #take(tick: TickBody): void {
    if (this.known === undefined) return;
    const outcome = afterTick(this.known, tick);
    if (outcome.kind === "moved") this.known = outcome.place;
    if (outcome.kind === "gap") this.known = this.room.reference(this.known.place);
  }

  #check(tick: TickBody): void {
    const { known, room } = this;
    if (known === undefined || room.hasLeft(known.place)) {
      this.known = undefined;
      return;
    }
    const truth = room.ahead(known.place);
    if (known.isExact) {
      expect(known.ahead).toBe(truth);
      this.exact++;
    } else expect(known.ahead).toBeGreaterThanOrEqual(truth);
    if (tick.n === known.n) expect(known.isCalled).toBe(known.place <= room.head);
  }
}

function run(all: readonly Step[]): number {
  const room = new ModelRoom();
  const watcher = new Watcher(room);
  for (const step of all) {
    if (step.kind === "join") room.join();
    else if (step.kind === "leave") room.leave(step.place);
    else if (step.kind === "call") room.call(step.count);
    else if (step.kind === "watch") watcher.known ??= room.reference(room.join());
    else if (step.kind === "tick") watcher.hear(room.tick(), step.fate);
    else if (watcher.known !== undefined) watcher.known = room.reference(watcher.known.place);
  }
  return watcher.exact;
}

test("C3 computes the exact position from ticks, also when ticks are lost, doubled or late", () => {
  let exact = 0;
  fc.assert(
    fc.property(steps, (all) => {
      exact += run(all);
    }),
    { numRuns: 2_000 },
  );
  expect(exact).toBeGreaterThan(1_000);
});

const at = (ahead: number, place = 50): TrackedPlace =>
  trackPlace({ place, ahead, tick: { n: 0, head: place - ahead - 1, called: 10, leftSeq: 0 } });

const later = (n: number, called: number): TickBody => ({
  ...{ showtimeId: SHOWTIME, n, head: 0, called, leftSeq: 0, left: [], pending: 0 },
  ...{ waiting: 100, ratePerMinute: 120 },
});

const moved = (known: TrackedPlace, tick: TickBody): TrackedPlace => {
  const outcome = afterTick(known, tick);
  if (outcome.kind !== "moved") throw new Error(outcome.kind);
  return outcome.place;
};

test("asks for the status when departures were missed, but not when only a tick was", () => {
  const known = at(20);
  expect(afterTick(known, later(5, 10)).kind).toBe("moved");
  expect(afterTick(known, { ...later(5, 10), leftSeq: 3, left: [7] }).kind).toBe("gap");
  expect(afterTick(known, { ...later(5, 10), leftSeq: 3, left: [7], pending: 2 }).kind).toBe(
    "moved",
  );
});

test("estimates by the pace the sale allows, then by the pace that was seen", () => {
  const known = at(39);
  expect(etaSeconds(moved(known, later(1, 10)), 120)).toBe(20);
  // One member is called per second, where two are allowed: 29 are ahead after ten seconds.
  expect(etaSeconds(moved(known, later(10, 20)), 120)).toBe(30);
});

test("gives no estimate while no member is called", () => {
  expect(etaSeconds(moved(at(39), later(30, 10)), 120)).toBeNull();
  expect(etaSeconds(at(39), 0)).toBeNull();
  // In a pause of the sale the pace of the last ticks no longer holds.
  const moving = moved(at(39), later(10, 20));
  expect([etaSeconds(moving, 120), etaSeconds(moving, 0)]).toEqual([30, null]);
});

test("forgets an old pace", () => {
  let known = at(1_000, 2_000);
  for (let n = 1; n <= 30; n++) known = moved(known, later(n, 10));
  for (let n = 31; n <= 120; n++) known = moved(known, later(n, 10 + (n - 30) * 2));
  const eta = etaSeconds(known, 120) ?? 0;
  expect(Math.abs(eta - (known.ahead + 1) / 2)).toBeLessThan(10);
});
