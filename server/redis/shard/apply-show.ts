import { RELEASING_KEYS, type PlaceTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { decodeApplied, type Applied, type ShardApplyInput } from "./apply.js";

/** Writes an entry of MySQL's journal about a showtime, or a payment in it, back to Redis. */
export const shardApplyShow = defineScript<PlaceTarget, ShardApplyInput, Applied>({
  file: "shard/apply-show",
  keys: [
    ...RELEASING_KEYS,
    "pays",
    "refunds",
    "queue",
    "active",
    "sessions",
    "places",
    "wallets",
    "auths",
  ],
  args: ({ n, chain, payload }) => [n, chain, payload],
  asks: ["GAP"],
  reply: decodeApplied,
});
