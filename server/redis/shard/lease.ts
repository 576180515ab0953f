import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { asRecovering, type Recovering } from "./recovering.js";
import type { Millis } from "../../journal/brands.js";

export interface ShardLeaseInput {
  readonly leaseMs: Millis;
  /** The number of the shard's last journal entry in MySQL. */
  readonly durableN: number;
}

export type ShardLease =
  | { readonly outcome: "leased"; readonly leaseEndsAt: Millis; readonly n: number }
  /** MySQL has entries that this Redis does not have: Redis has lost data. */
  | { readonly outcome: "behind"; readonly n: number }
  | { readonly outcome: "rebuilding" };

/** Renews the selling lease: the shard may sell for `leaseMs` from now. */
export const shardLease = defineScript<ShardTarget, ShardLeaseInput, ShardLease, Recovering>({
  file: "shard/lease",
  keys: ["control"],
  args: ({ leaseMs, durableN }) => [leaseMs, durableN],
  asks: ["BEHIND", "REBUILDING"],
  reply: ([code, first, n]) => {
    if (code === "BEHIND") return { outcome: "behind", n: Number(first) };
    if (code === "REBUILDING") return { outcome: "rebuilding" };
    return { outcome: "leased", leaseEndsAt: Number(first), n: Number(n) };
  },
  refusal: asRecovering,
});
