// Runs random sequences of all steps that change a waiting room, on the scripts and on a model, and
// compares them. FC_SEED repeats a run.
import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { TestShard } from "../kit/test-shard.js";
import type { RoomPolicy } from "./room-model.js";
import { RoomRun, type Step } from "./room-run.js";

const SEQUENCES = 2000;
const SCENES_MAX = 25;
const MEMBERS = 8;
const SEED = Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31);

const memberNo = fc.integer({ min: 1, max: MEMBERS });
const policy = fc.record<RoomPolicy>({
  mode: fc.constantFrom("fifo", "fifo", "open", "paused"),
  maxActive: fc.integer({ min: 0, max: 5 }),
  perMinute: fc.constantFrom(6, 60, 600, 6000),
});

const ofMember = (act: "join" | "leave" | "enter" | "status" | "pay" | "hold") =>
  fc.record({ act: fc.constant(act), memberNo });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: ofMember("join") },
  { weight: 4, arbitrary: ofMember("leave") },
  { weight: 5, arbitrary: ofMember("enter") },
  { weight: 3, arbitrary: ofMember("status") },
  { weight: 1, arbitrary: ofMember("pay") },
  { weight: 1, arbitrary: ofMember("hold") },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant("admit" as const),
      limit: fc.constantFrom(1, 2, 500),
      callers: fc.constantFrom(1, 1, 2, 20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("advance" as const),
      ms: fc.constantFrom(1, 100, 1000, 5000, 30_000, 60_000, 300_000),
    }),
  },
  { weight: 4, arbitrary: fc.constant<Step>({ act: "tick" }) },
  { weight: 1, arbitrary: policy.map((change): Step => ({ act: "policy", change })) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ act: "pause" }, { act: "resume" }) },
);

const both = fc.tuple(memberNo, memberNo);
const ADMIT: Step = { act: "admit", limit: 500, callers: 1 };

/**
 * Steps that rarely come together by chance: a crowd, departures between two answers, late entries.
 */
const scene: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 12, arbitrary: step.map((one) => [one]) },
  {
    weight: 1,
    arbitrary: memberNo.map((last) =>
      Array.from({ length: last }, (_, i): Step => ({ act: "join", memberNo: i + 1 })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(both, memberNo)
      .map(([[first, second], asks]): Step[] => [
        { act: "leave", memberNo: first },
        { act: "status", memberNo: asks },
        { act: "leave", memberNo: second },
        { act: "tick" },
      ]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(both, policy)
      .map(([[first, second], change]): Step[] => [
        ADMIT,
        { act: "advance", ms: 30_000 },
        ADMIT,
        { act: "policy", change: { maxActive: 0 } },
        { act: "enter", memberNo: first },
        { act: "policy", change },
        { act: "enter", memberNo: second },
        ADMIT,
      ]),
  },
);

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("the waiting room against its model", () => {
  let showtime = 0;
  let positions = 0;

  type Scenes = readonly (readonly Step[])[];

  /** Plays one sequence. @param after steps after the sale is closed; null when it is not closed */
  const play = async (start: RoomPolicy, scenes: Scenes, after: Scenes | null): Promise<void> => {
    showtime += 1;
    const run = await RoomRun.open(shard, showtime, start);
    const end: Scenes = after === null ? [] : [[{ act: "close" }], ...after];
    for (const one of [...scenes, ...end].flat()) await run.take(one);
    await run.finish();
    positions += run.positions;
  };

  it(`C7 C9 C10 C12 agrees with the model in ${SEQUENCES} sequences (FC_SEED=${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        policy,
        fc.array(scene, { minLength: 5, maxLength: SCENES_MAX }),
        fc.option(fc.array(scene, { maxLength: 5 })),
        play,
      ),
      { numRuns: SEQUENCES, seed: SEED },
    );
    expect(positions).toBeGreaterThan(SEQUENCES);
  });
});
