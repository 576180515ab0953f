import type { ShowTarget } from "./keys.js";
import { defineScript } from "./script-runner.js";

/** Of the last `queue` entry that is durable; 0 without one. */
export interface QueueRecoverInput {
  readonly next: number;
  readonly head: number;
}

/** Makes a waiting room whose last moments may be lost safe to go on with; once per generation. */
export const queueRecover = defineScript<ShowTarget, QueueRecoverInput, QueueRecoverInput>({
  file: "queue/recover",
  keys: ["control", "journal", "queue", "left"],
  args: ({ next, head }, { showtime }) => [showtime, next, head],
  reply: ([, next, head]) => ({ next: Number(next), head: Number(head) }),
});
