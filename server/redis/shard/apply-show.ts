import { RELEASING_KEYS, type PlaceTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { decodeApplied, type Applied, type ShardApplyInput } from "./apply.js";

/** Writes one entry of MySQL's journal about a showtime back to Redis. */
export const shardApplyShow = defineScript<PlaceTarget, ShardApplyInput, Applied>({
  file: "shard/apply-show",
  keys: [...RELEASING_KEYS, "pays", "refunds", "queue", "active", "sessions", "places"],
  args: ({ n, chain, payload }) => [n, chain, payload],
  asks: ["GAP"],
  reply: decodeApplied,
});
