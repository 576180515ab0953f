import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DeltaBody } from "../../../client-sdk/protocol/bodies.js";
import { parseEntry } from "../../journal/entry.js";
import { foldSeats, type SeatChanges } from "../../journal/seat-changes.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { JournalledEntry } from "../duty/duty.js";
import { SeatDeltas } from "./seat-deltas.js";
import { RecordedBroadcast } from "../../../testing/kit/recorded-broadcast.js";

const SILENCE_MS = 1000;
const SEATS = 8;

const held = (showtime: number, seat: number): string =>
  `held seat/hold:h 1 ${showtime} h 7 7 ${seat} - - 1 1000 9 1 1 -`;
const ended = (showtime: number, seat: number): string =>
  `ended seat/release:o 1 ${showtime} h 7 released ${seat} - 1 0 -`;
const sold = (showtime: number, seat: number): string =>
  `sold pay/confirm:p 1 ${showtime} p h 7 1000 ${seat} - 1 1 9 7`;
const entry = (n: number, payload: string): JournalledEntry => ({
  ...{ generation: 1, n, payload },
  entry: parseEntry(payload),
});

const stage = (startN = 0, showtimes: readonly number[] = [1, 2]) => {
  const broadcast = new RecordedBroadcast();
  const served = showtimes.map((id) => ({ id, seats: [{}] }) as unknown as Showtime);
  const clock = { ms: 0 };
  const deltas = new SeatDeltas({
    ...{ epoch: 3, startN, broadcast, silenceMs: SILENCE_MS },
    showtimes: () => served,
    now: () => clock.ms,
  });
  const flushed = (): DeltaBody[] => {
    const before = broadcast.sent.length;
    deltas.flush();
    return broadcast.sent.slice(before).map(({ payload }) => payload as DeltaBody);
  };
  return { deltas, flushed, clock, served };
};

describe("seat deltas", () => {
  it("D4 folds entries into absolute states, one delta for each showtime", () => {
    const { deltas, flushed } = stage(10);
    deltas.take([entry(11, held(1, 3)), entry(12, held(2, 5)), entry(13, ended(1, 3))]);
    deltas.take([entry(14, held(1, 4)), entry(15, sold(1, 4))]);
    expect(flushed()).toEqual([
      {
        ...{ showtimeId: "1", epoch: 3, from: 10, version: 15 },
        changes: [
          [3, 0],
          [4, 2],
        ],
      },
      { showtimeId: "2", epoch: 3, from: 10, version: 15, changes: [[5, 1]] },
    ]);
    expect(flushed()).toEqual([]);
  });

  it("begins each delta where the last one of its showtime ended", () => {
    const { deltas, flushed } = stage();
    deltas.take([entry(1, held(1, 3))]);
    flushed();
    deltas.take([entry(2, held(2, 3)), entry(3, ended(1, 3))]);
    expect(flushed()).toMatchObject([
      { showtimeId: "1", from: 1, version: 3 },
      { showtimeId: "2", from: 0, version: 3 },
    ]);
  });

  it("sends an empty delta after a second of silence, up to the end of the journal", () => {
    const { deltas, flushed, clock } = stage();
    deltas.take([entry(1, held(1, 3))]);
    flushed();
    clock.ms = SILENCE_MS - 1;
    expect(flushed()).toEqual([]);
    clock.ms = SILENCE_MS;
    expect(flushed()).toMatchObject([
      { showtimeId: "1", from: 1, version: 1, changes: [] },
      { showtimeId: "2", from: 0, version: 1, changes: [] },
    ]);
  });

  it("skips entries that it has had before", () => {
    const { deltas, flushed } = stage();
    deltas.take([entry(1, held(1, 3)), entry(2, ended(1, 3))]);
    flushed();
    deltas.take([entry(1, held(1, 3)), entry(2, ended(1, 3)), entry(3, held(1, 4))]);
    expect(flushed()).toMatchObject([{ from: 2, version: 3, changes: [[4, 1]] }]);
  });

  it("after a gap in the numbers, makes clients with less ask for the map", () => {
    const { deltas, flushed, clock } = stage();
    deltas.take([entry(1, held(1, 3)), entry(5, held(1, 4))]);
    clock.ms = SILENCE_MS;
    expect(flushed()).toEqual([
      { showtimeId: "1", epoch: 3, from: 4, version: 5, changes: [[4, 1]] },
    ]);
    clock.ms = 2 * SILENCE_MS;
    expect(flushed()).toMatchObject([{}, { showtimeId: "2", from: 4, version: 5, changes: [] }]);
  });

  it("makes clients ask for the map when that is smaller than the changes", () => {
    const { deltas, flushed } = stage();
    const many = Array.from({ length: 4001 }, (_, i) => i).join(",");
    deltas.take([entry(1, `blocked show/block:o 1 1 ${many} 0`)]);
    expect(flushed()).toMatchObject([{ showtimeId: "1", from: 1, version: 1, changes: [] }]);
  });

  it("makes clients ask for the map after another layout", () => {
    const { deltas, flushed } = stage();
    deltas.take([entry(1, held(1, 3)), entry(2, "provisioned show/provision:1:2 1 1 2 50 50")]);
    expect(flushed()).toMatchObject([{ showtimeId: "1", from: 2, version: 2, changes: [] }]);
  });

  it("forgets a showtime that is no longer served; its clients ask when it comes back", () => {
    const { deltas, flushed, served } = stage(0, [1, 2]);
    served.pop();
    deltas.take([entry(1, held(2, 3))]);
    expect(flushed()).toMatchObject([{ showtimeId: "2", from: 0, version: 1 }]);
    deltas.take([entry(2, held(2, 4))]);
    expect(flushed()).toMatchObject([{ showtimeId: "2", from: 1, version: 2 }]);
  });

  it("D4 a client that applies the deltas that fit always has the states of the journal", () => {
    const step = fc.record({
      showtime: fc.constantFrom(1, 2),
      seat: fc.integer({ min: 0, max: SEATS - 1 }),
      what: fc.constantFrom(held, ended, sold),
      then: fc.constantFrom("wait", "flush", "lose", "skip"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { deltas, flushed, clock } = stage();
        const truth: SeatChanges = new Map();
        let map = new Map<number, number>();
        let [version, n] = [0, 0];
        const hear = (delta: DeltaBody): void => {
          if (delta.showtimeId !== "1" || delta.version <= version) {
            if (delta.showtimeId !== "1" || delta.from <= version) return;
          }
          if (delta.from > version) map = new Map(truth);
          else for (const [seat, state] of delta.changes) map.set(seat, state);
          version = delta.version;
        };
        for (const { showtime, seat, what, then } of steps) {
          n += then === "skip" ? 2 : 1;
          const one = entry(n, what(showtime, seat));
          if (showtime === 1) foldSeats(truth, one.entry);
          deltas.take([one]);
          clock.ms += 100;
          if (then === "flush") flushed().forEach(hear);
          if (then === "lose") flushed();
        }
        clock.ms += 2 * SILENCE_MS;
        flushed().forEach(hear);
        clock.ms += 2 * SILENCE_MS;
        flushed().forEach(hear);
        const sorted = (seats: ReadonlyMap<number, number>) => [...seats].sort(([a], [b]) => a - b);
        expect(sorted(map)).toEqual(sorted(truth));
      }),
      { numRuns: 2000 },
    );
  });
});
