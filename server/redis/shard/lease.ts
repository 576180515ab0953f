import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { asRecovering, type Recovering } from "./recovering.js";
import type { Millis } from "../../journal/brands.js";

export interface ShardLeaseInput {
  readonly leaseMs: Millis;
  /** The last number of this shard's journal in MySQL. */
  readonly durableN: number;
}

export type ShardLease =
  | { readonly outcome: "leased"; readonly leaseEndsAt: Millis; readonly n: number }
  /** MySQL has more than this Redis: it lost something. */
  | { readonly outcome: "behind"; readonly n: number }
  | { readonly outcome: "rebuilding" };

/** Lets the shard sell for a while longer. */
export const shardLease = defineScript<ShardTarget, ShardLeaseInput, ShardLease, Recovering>({
  file: "shard/lease",
  keys: ["control"],
  args: ({ leaseMs, durableN }) => [leaseMs, durableN],
  answers: ["OK", "BEHIND", "REBUILDING"],
  reply: ([code, first, n]) => {
    if (code === "BEHIND") return { outcome: "behind", n: Number(first) };
    if (code === "REBUILDING") return { outcome: "rebuilding" };
    return { outcome: "leased", leaseEndsAt: Number(first), n: Number(n) };
  },
  refusal: asRecovering,
});
