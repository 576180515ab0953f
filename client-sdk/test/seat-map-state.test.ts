import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { DeltaBody, SeatChange, SnapshotBody } from "../protocol/bodies.js";
import {
  applyDelta,
  applySnapshot,
  applySync,
  fromSnapshot,
  type Applied,
  type SeatMapState,
} from "../src/seat-map-state.js";
import { SHOWTIME, snapshot } from "./fake-sale.js";

const delta = (from: number, version: number, ...changes: SeatChange[]): DeltaBody => ({
  ...{ showtimeId: SHOWTIME, epoch: 1, from, version, changes },
});

const start = (): SeatMapState => fromSnapshot(snapshot([0, 0, 0], 5));
const applied = (outcome: Applied): SeatMapState => {
  if (outcome.kind !== "applied") throw new Error(outcome.kind);
  return outcome.state;
};

test("applies a delta that fits, and reports only what changed", () => {
  const outcome = applyDelta(start(), delta(5, 8, [0, 1], [2, 0]));
  expect(outcome).toMatchObject({ kind: "applied", changes: [[0, 1]], state: { version: 8 } });
  expect([...applied(outcome).states]).toEqual([1, 0, 0]);
});

test("applies a delta that overlaps with what is known", () => {
  expect(applied(applyDelta(start(), delta(2, 6, [1, 2]))).version).toBe(6);
});

test("ignores a delta that is older than the map", () => {
  expect(applyDelta(start(), delta(3, 5, [1, 2])).kind).toBe("ignored");
});

test("asks when a delta starts above the map, or is of another epoch", () => {
  expect(applyDelta(start(), delta(6, 7, [1, 2])).kind).toBe("gap");
  expect(applyDelta(start(), { ...delta(5, 6, [1, 2]), epoch: 2 }).kind).toBe("gap");
});

test("never goes back to an older snapshot of the same epoch", () => {
  expect(applySnapshot(start(), snapshot([1, 1, 1], 4)).kind).toBe("ignored");
  expect(applied(applySnapshot(start(), { ...snapshot([1, 1, 1], 4), epoch: 2 })).epoch).toBe(2);
});

test("reads a snapshot from the ArrayBuffer of a browser, and reports what differs", () => {
  const body: SnapshotBody = { ...snapshot([], 9), states: Uint8Array.from([0, 2, 0]).buffer };
  expect(applySync(start(), body)).toMatchObject({ kind: "applied", changes: [[1, 2]] });
});

const SEATS = 6;

const facts = fc.array(
  fc.record({
    seat: fc.nat({ max: SEATS - 1 }),
    state: fc.nat({ max: 3 }),
    fate: fc.constantFrom("cut", "heard", "heard", "lost", "twice", "sync", "snapshot"),
  }),
  { maxLength: 80 },
);

/** The seats as the journal has them: all states, by version. */
class ModelMap {
  readonly #versions: number[][] = [Array.from({ length: SEATS }, () => 0)];

  get version(): number {
    return this.#versions.length - 1;
  }

  at(version: number): number[] {
    return this.#versions[version] ?? [];
  }

  change(seat: number, state: number): void {
    this.#versions.push(this.at(this.version).with(seat, state));
  }

  since(from: number): DeltaBody {
    const before = this.at(from);
    const changes = this.at(this.version).flatMap((state, index): SeatChange[] =>
      state === before[index] ? [] : [[index, state]],
    );
    return { ...delta(from, this.version), changes };
  }
}

test("D5 equals the seats of its version, also when deltas are lost, doubled or overlap", () => {
  fc.assert(
    fc.property(facts, (all) => {
      const model = new ModelMap();
      let map = fromSnapshot(snapshot(model.at(0), 0));
      let reported = [...map.states];
      let cut = 0;
      const take = (outcome: Applied): void => {
        if (outcome.kind === "gap") return take(applySync(map, model.since(map.version)));
        if (outcome.kind === "ignored") return;
        map = outcome.state;
        for (const [seat, state] of outcome.changes) reported = reported.with(seat, state);
      };
      for (const { seat, state, fate } of all) {
        model.change(seat, state);
        if (fate === "cut") continue;
        const next = model.since(cut);
        cut = model.version;
        if (fate === "snapshot") take(applySync(map, snapshot(model.at(cut), cut)));
        else if (fate === "sync") take(applySync(map, model.since(map.version)));
        else if (fate !== "lost") take(applyDelta(map, next));
        if (fate === "twice") take(applyDelta(map, next));
        expect([...map.states]).toEqual(model.at(map.version));
        expect(reported).toEqual([...map.states]);
      }
      take(applyDelta(map, model.since(cut)));
      expect(map.version).toBe(model.version);
    }),
    { numRuns: 1_000 },
  );
});
