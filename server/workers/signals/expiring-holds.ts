// Tells the owner of a hold a minute before it ends. Stateless but for the time told up to, so a
// takeover misses nobody; the deadline told is the one that counts, pauses included.
import type { Broadcast } from "../../context.js";
import { heldUntil } from "../../redis/seat/held-until.js";
import type { ShowtimeTarget } from "../../redis/keys.js";
import { seatRead } from "../../redis/seat/read.js";
import type { ScriptRunner } from "../../redis/script-runner.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { HoldId } from "../../journal/brands.js";

export interface ExpiringHoldsOptions {
  readonly runner: ScriptRunner;
  readonly broadcast: Broadcast;
  /** Redis time as far as this node knows, in ms. */
  readonly now: () => number;
}

const AHEAD_MS = 60_000;
/** The worker before may not have told the last seconds. */
const TAKEOVER_MS = 10_000;
const LIMIT = 500;

export class ExpiringHolds {
  readonly #options: ExpiringHoldsOptions;
  /** showtime → the deadline told up to. */
  readonly #toldUpTo = new Map<number, number>();

  constructor(options: ExpiringHoldsOptions) {
    this.#options = options;
  }

  async tell({ id, shard }: Pick<Showtime, "id" | "shard">): Promise<void> {
    const { runner, now } = this.#options;
    const target = { shard, showtime: id };
    const upTo = now() + AHEAD_MS;
    const after = this.#toldUpTo.get(id) ?? upTo - TAKEOVER_MS;
    const found = await heldUntil(runner, target, { after, upTo, limit: LIMIT });
    const isPaused = await Promise.all(found.map(({ holdId }) => this.#tellOne(target, holdId)));
    // In a pause nothing ends: after it these are looked at again.
    if (isPaused.includes(true)) return;
    const last = found.at(-1)?.deadlineAt;
    this.#toldUpTo.set(id, last === undefined || found.length < LIMIT ? upTo : last);
  }

  /** @returns whether the deadline stands still */
  async #tellOne(target: ShowtimeTarget, holdId: HoldId): Promise<boolean> {
    const { runner, broadcast } = this.#options;
    const read = await seatRead(runner, target, { holdId });
    if (read?.hold.status !== "held") return false;
    const { deadlineAt, memberNo, madeAt } = read.hold;
    if (read.isKept) return true;
    // A short hold was told when it was made.
    if (deadlineAt - madeAt > AHEAD_MS) {
      broadcast.toMember(memberNo, "reservation:expiring", {
        reservationId: holdId,
        expiresAt: new Date(deadlineAt).toISOString(),
      });
    }
    return false;
  }
}
