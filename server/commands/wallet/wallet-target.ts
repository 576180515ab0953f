import type { Services } from "../../context.js";
import type { WalletTarget } from "../../redis/keys.js";
import type { MemberNo } from "../../journal/brands.js";

/** Where a member's wallet is: wallets are spread over the shards by member number. */
export const walletTarget = (
  { config }: Pick<Services, "config">,
  memberNo: MemberNo,
): WalletTarget => ({
  shard: memberNo % config.shards,
  memberNo,
});
