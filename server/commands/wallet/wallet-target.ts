import type { Services } from "../../context.js";
import type { WalletTarget } from "../../redis/keys.js";

/** Wallets are spread over the shards by member number. */
export const walletTarget = (
  { config }: Pick<Services, "config">,
  memberNo: number,
): WalletTarget => ({
  shard: memberNo % config.shards,
  memberNo,
});
