import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { decodeApplied, type Applied, type ShardApplyInput } from "./apply.js";

/** Writes one entry of MySQL's journal about a wallet or the shard itself back to Redis. */
export const shardApplyWallet = defineScript<WalletTarget, ShardApplyInput, Applied>({
  file: "shard/apply-wallet",
  keys: ["control", "journal", "wallets", "auths", "credits", "unsettled"],
  args: ({ n, chain, payload }) => [n, chain, payload],
  asks: ["GAP"],
  reply: decodeApplied,
});
