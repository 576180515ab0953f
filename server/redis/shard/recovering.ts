import type { Refusal, ScriptReply } from "../script-runner.js";

/** The shard does not say what it has: it recovers, or no generation is agreed on. */
export type Recovering = Refusal & { readonly code: "SALE_PAUSED" };

/** The refusal of a read as a value, for callers that ask MySQL instead. */
export const asRecovering = ([code]: ScriptReply): Recovering | undefined =>
  code === "SALE_PAUSED" ? { kind: "refused", code } : undefined;
