import { z } from "zod";
import type { WalletBody } from "../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../context.js";
import { presentWallet } from "../presenters/wallet.js";
import { walletRead } from "../redis/wallet-read.js";
import { MemberId } from "./inputs.js";
import { memberNoOf } from "./member-of.js";
import { walletOf } from "./wallet-of.js";

export const ReadWalletInput = z.strictObject({ memberId: MemberId });
export type ReadWalletInput = z.output<typeof ReadWalletInput>;

/** @throws AppError `FORBIDDEN` `MEMBER_NOT_FOUND`; `SALE_PAUSED` while its shard recovers */
export async function readWallet(
  ctx: SignedIn,
  { memberId }: ReadWalletInput,
): Promise<WalletBody> {
  const member = await memberNoOf(ctx, memberId);
  const amounts = await walletRead(ctx.redis, walletOf(ctx, member), { member });
  return presentWallet(amounts, ctx.config.currency);
}
