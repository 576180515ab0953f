import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

/** The last place called: a node asks once for all the sockets it holds. */
export const queueHead = defineScript<ShowtimeTarget, Record<string, never>, number>({
  file: "queue/head",
  keys: ["control", "queue"],
  args: () => [],
  reply: ([, head]) => Number(head),
});
