import type { Refusal, ScriptReply } from "../script-runner.js";

/** The shard cannot be read: it recovers, or MySQL and Redis do not agree on its generation. */
export type Recovering = Refusal & { readonly code: "SALE_PAUSED" };

/** Decodes the refusal of a read, for callers that then read from MySQL. */
export const asRecovering = ([code]: ScriptReply): Recovering | undefined =>
  code === "SALE_PAUSED" ? { kind: "refused", code } : undefined;
