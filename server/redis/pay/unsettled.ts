import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { MemberNo, Millis, PayId, ShowtimeId } from "../../journal/brands.js";

export interface WaitingInput {
  /** The minimum age, in ms, by the clock of the shard. */
  readonly olderMs: Millis;
  /** At most 500. */
  readonly limit: number;
}

export interface Unsettled {
  readonly payId: PayId;
  readonly memberNo: MemberNo;
  readonly showtime: ShowtimeId;
}

/** Authorisations, at least `olderMs` old, that are neither captured nor voided. Oldest first. */
export const payUnsettled = defineScript<ShardTarget, WaitingInput, readonly Unsettled[]>({
  file: "pay/unsettled",
  keys: ["control", "unsettled"],
  args: ({ olderMs, limit }) => [olderMs, limit],
  reply: ([, ...words]) => {
    const found: Unsettled[] = [];
    for (let at = 0; at < words.length; at += 3) {
      const [payId = "", member, showtime] = words.slice(at, at + 3);
      found.push({ payId, memberNo: Number(member), showtime: Number(showtime) });
    }
    return found;
  },
});
