// Viewers as the client SDK makes them, on a busy sale: whatever signals they miss, their map
// becomes equal to that of Redis.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DeltaBody, SnapshotBody } from "../../../client-sdk/protocol/bodies.js";
import {
  applyDelta,
  applySync,
  fromSnapshot,
  type SeatMapState,
} from "../../../client-sdk/src/seat-map-state.js";
import type { ShowtimeTarget } from "../../redis/keys.js";
import { seatHold } from "../../redis/seat/hold.js";
import { seatRelease } from "../../redis/seat/release.js";
import { ShardSeatMap, type SeatSync } from "../../seat-map/shard-seat-map.js";
import { SignalStage } from "../../../testing/kit/signal-stage.js";

const SEATS = 30;
const MEMBERS = [1, 2, 3, 4, 5];
const STEPS = 60;

/** Pseudo-random numbers from 0 to 1, the same for the same seed. */
const chance = (seed: number) => (): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};

class Viewer {
  state: SeatMapState | undefined;
  syncs = 0;
  readonly #maps: ShardSeatMap;
  readonly #target: ShowtimeTarget;
  readonly #misses: () => boolean;
  #hearing: Promise<void> = Promise.resolve();

  constructor(maps: ShardSeatMap, target: ShowtimeTarget, misses: () => boolean) {
    this.#maps = maps;
    this.#target = target;
    this.#misses = misses;
  }

  async watch(): Promise<void> {
    this.state = fromSnapshot(bodyOf(await this.#maps.snapshot(this.#target)));
  }

  hear(delta: DeltaBody): void {
    if (!this.#misses()) this.#hearing = this.#hearing.then(() => this.#apply(delta));
  }

  async #apply(delta: DeltaBody): Promise<void> {
    if (this.state === undefined) return;
    const applied = applyDelta(this.state, delta);
    if (applied.kind === "applied") this.state = applied.state;
    if (applied.kind !== "gap") return;
    this.syncs += 1;
    const sync = await this.#maps.since(this.#target, this.state);
    const synced = applySync(this.state, syncBody(sync, delta.showtimeId));
    if (synced.kind === "applied") this.state = synced.state;
  }
}

const bodyOf = ({
  epoch,
  n,
  layoutVersion,
  states,
}: Awaited<ReturnType<ShardSeatMap["snapshot"]>>): SnapshotBody => ({
  ...{ epoch, version: n, layoutVersion, states },
});

const syncBody = (sync: SeatSync, showtimeId: string) =>
  sync.kind === "delta" ? { showtimeId, ...sync.delta } : bodyOf(sync.snapshot);

describe("viewers of a busy sale", () => {
  let stage: SignalStage;
  let target: ShowtimeTarget;
  const live = new Map<number, string>();

  beforeEach(async () => {
    live.clear();
    stage = await SignalStage.open();
    target = await stage.putShowtime({ showtime: 1, seats: SEATS, sale: { max_per_user: 1000 } });
    for (const memberNo of MEMBERS) await stage.shard.admit(1, memberNo);
  });
  afterEach(() => stage.close());

  /** A member releases its hold, or tries to hold two seats that may be taken. */
  const turn = async (memberNo: number, step: number, random: () => number): Promise<void> => {
    const { racer } = stage.shard;
    const mine = live.get(memberNo);
    if (mine !== undefined) {
      live.delete(memberNo);
      await seatRelease(racer, target, { memberNo, holdId: mine, opId: `r-${memberNo}-${step}` });
      return;
    }
    const holdId = `h-${memberNo}-${step}`;
    const first = Math.floor(random() * (SEATS - 1));
    const wanted = { seats: [first, first + 1] };
    const input = { memberNo, place: memberNo, holdId, layoutVersion: 1, wanted };
    const hold = await seatHold(racer, target, input).catch(() => undefined);
    if (hold !== undefined) live.set(memberNo, holdId);
  };

  it.each([1, 2, 3])(
    "D4 have the map of Redis in the end, whatever signals they miss (seed %i)",
    async (seed) => {
      const random = chance(seed);
      const maps = new ShardSeatMap({ runner: stage.shard.racer, freshMs: 1 });
      const viewers = [0, 0.3, 0.9].map(
        (share) => new Viewer(maps, target, () => random() < share),
      );
      await stage.start();
      stage.broadcast.onSent(({ to, signal, payload }) => {
        if (to !== "show:1" || signal !== "seats:delta") return;
        for (const viewer of viewers) viewer.hear(payload as DeltaBody);
      });
      for (const viewer of viewers) await viewer.watch();
      for (let step = 0; step < STEPS; step += 1) {
        await Promise.all(MEMBERS.map((memberNo) => turn(memberNo, step, random)));
        if (step === STEPS / 2) {
          // Another worker takes over in the middle.
          await stage.stop();
          await turn(1, STEPS + 1, random);
          await stage.start();
        }
      }
      const truth = await stage.shard.admin.getBuffer(stage.shard.showtime(1, "seats"));
      await stage.until(() =>
        viewers.every(({ state }) => truth?.equals(Buffer.from(state?.states ?? [])) ?? false),
      );
      expect(viewers[2]?.syncs).toBeGreaterThan(0);
    },
  );
});
