// Sends `reservation:expiring` to the owner of a hold a minute before it ends. Its only state is
// the deadline up to which it has sent, so a takeover misses no hold. The deadline in the signal
// counts pauses.
import type { Broadcast } from "../../context.js";
import { heldUntil } from "../../redis/seat/held-until.js";
import type { ShowtimeTarget } from "../../redis/keys.js";
import { seatRead } from "../../redis/seat/read.js";
import type { ScriptRunner } from "../../redis/script-runner.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { HoldId } from "../../journal/brands.js";

/** What the signals are made from. */
export interface ExpiringHoldsOptions {
  readonly runner: ScriptRunner;
  readonly broadcast: Broadcast;
  /** The time of Redis as far as this node knows it (ms since 1970). */
  readonly now: () => number;
}

const AHEAD_MS = 60_000;
/**
 * After a takeover the last seconds are looked at again: the worker before may have missed them.
 */
const TAKEOVER_MS = 10_000;
const LIMIT = 500;

/** Announces the end of holds, showtime by showtime. */
export class ExpiringHolds {
  readonly #options: ExpiringHoldsOptions;
  /** Showtime → the deadline up to which its holds were announced. */
  readonly #announcedUpTo = new Map<number, number>();

  constructor(options: ExpiringHoldsOptions) {
    this.#options = options;
  }

  /** Announces the holds of one showtime that end in a minute. */
  async announce({ id, shard }: Pick<Showtime, "id" | "shard">): Promise<void> {
    const { runner, now } = this.#options;
    const target = { shard, showtime: id };
    const upTo = now() + AHEAD_MS;
    const after = this.#announcedUpTo.get(id) ?? upTo - TAKEOVER_MS;
    const found = await heldUntil(runner, target, { after, upTo, limit: LIMIT });
    const isPaused = await Promise.all(
      found.map(({ holdId }) => this.#announceOne(target, holdId)),
    );
    // In a pause no hold ends: after it these are looked at again.
    if (isPaused.includes(true)) return;
    const last = found.at(-1)?.deadlineAt;
    this.#announcedUpTo.set(id, last === undefined || found.length < LIMIT ? upTo : last);
  }

  /** Announces one hold; true while a pause keeps it from ending. */
  async #announceOne(target: ShowtimeTarget, holdId: HoldId): Promise<boolean> {
    const { runner, broadcast } = this.#options;
    const read = await seatRead(runner, target, { holdId });
    if (read?.hold.status !== "held") return false;
    const { deadlineAt, memberNo, madeAt } = read.hold;
    if (read.isKept) return true;
    // A short hold was announced when it was made.
    if (deadlineAt - madeAt > AHEAD_MS) {
      broadcast.toMember(memberNo, "reservation:expiring", {
        reservationId: holdId,
        expiresAt: new Date(deadlineAt).toISOString(),
      });
    }
    return false;
  }
}
