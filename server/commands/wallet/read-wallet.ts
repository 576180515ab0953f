import { z } from "zod";
import type { WalletBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { findWallet } from "../../db/repositories/wallets.js";
import { presentWallet } from "../../presenters/wallet.js";
import { walletRead } from "../../redis/wallet/read.js";
import { MemberId } from "../input/inputs.js";
import { memberNoOf } from "../accounts/named-member.js";
import { walletTarget } from "./wallet-target.js";

const NOTHING = { available: 0, authorised: 0 };

/** The member whose wallet is read. */
export const ReadWalletInput = z.strictObject({ memberId: MemberId });
export type ReadWalletInput = z.output<typeof ReadWalletInput>;

/**
 * The amounts of a wallet, from Redis; from MySQL while its shard recovers, as every change that
 * was answered is there.
 * @throws AppError `FORBIDDEN` `MEMBER_NOT_FOUND`
 */
export async function readWallet(
  ctx: SignedIn,
  { memberId }: ReadWalletInput,
): Promise<WalletBody> {
  const memberNo = await memberNoOf(ctx, memberId);
  const live = await walletRead.outcome(ctx.redis, walletTarget(ctx, memberNo), { memberNo });
  const amounts =
    live.kind === "done" ? live.value : ((await findWallet(ctx.db, memberNo)) ?? NOTHING);
  return presentWallet(amounts, ctx.config.currency);
}
