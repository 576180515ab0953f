import { z } from "zod";
import type { TopUpBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { topUpIdOf } from "../../journal/ids.js";
import type { DurableAnswer } from "../../journal/outcomes.js";
import { walletCredit } from "../../redis/wallet/credit.js";
import { IdempotencyKey, MemberId } from "../input/inputs.js";
import { memberNoOf } from "../accounts/named-member.js";
import { walletTarget } from "./wallet-target.js";

const TOP_UP_MAX = 1_000_000_000_000;

/** The member, the amount, and the key that makes the top-up count once. */
export const TopUpWalletInput = z.strictObject({
  memberId: MemberId,
  /** The command checks it: every wrong amount is `INVALID_AMOUNT`, not `VALIDATION`. */
  amount: z.unknown(),
  idempotencyKey: IdempotencyKey,
});
export type TopUpWalletInput = z.output<typeof TopUpWalletInput>;

/** The top-up with the new balance, or that it is pending. */
export type TopUpAnswer = DurableAnswer<
  TopUpBody | { readonly topUpId: string; readonly status: "pending" }
>;

function amountOf(given: unknown): number {
  if (typeof given === "number" && Number.isInteger(given) && given >= 1 && given <= TOP_UP_MAX) {
    return given;
  }
  throw new AppError("INVALID_AMOUNT");
}

/**
 * Adds an amount (1 to 10^12, in the smallest unit) to a wallet, once for each key. The answer is
 * `pending` when the top-up is not durable within 5 s.
 * @throws AppError `INVALID_AMOUNT` `FORBIDDEN` `MEMBER_NOT_FOUND` `IDEMPOTENCY_KEY_REUSED`
 * `SALE_PAUSED`
 */
export async function topUpWallet(ctx: SignedIn, input: TopUpWalletInput): Promise<TopUpAnswer> {
  const amount = amountOf(input.amount);
  const memberNo = await memberNoOf(ctx, input.memberId);
  const wallet = walletTarget(ctx, memberNo);
  const topUpId = topUpIdOf(ctx.actor.memberId, `${memberNo}:${input.idempotencyKey}`);
  await walletCredit(ctx.redis, wallet, {
    memberNo,
    creditId: topUpId,
    amount,
    kind: "top_up",
    reservationId: undefined,
  });
  const entry = await ctx.outcomes.committed(wallet.shard, `wallet/credit:${topUpId}`);
  if (entry?.kind !== "credited") {
    return { outcome: "pending", body: { topUpId, status: "pending" } };
  }
  return { outcome: "settled", body: { topUpId, balance: entry.available + entry.authorised } };
}
