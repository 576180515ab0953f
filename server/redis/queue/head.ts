import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

/** The number of the last place called. A node asks once for all of its sockets. */
export const queueHead = defineScript<ShowtimeTarget, Record<string, never>, number>({
  file: "queue/head",
  keys: ["control", "queue"],
  args: () => [],
  reply: ([, head]) => Number(head),
});
