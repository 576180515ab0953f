import type { CreditKind } from "../../journal/entry.js";
import type { WalletTarget } from "../keys.js";
import { defineScript, type Refusal } from "../script-runner.js";
import type { WalletAmounts } from "./amounts.js";
import type { Amount, HoldId, MemberNo } from "../../journal/brands.js";

export interface WalletCreditInput {
  readonly memberNo: MemberNo;
  readonly creditId: string;
  readonly amount: Amount;
  readonly kind: CreditKind;
  readonly reservationId: HoldId | undefined;
}

export interface WalletCredited extends WalletAmounts {
  /** False when this credit was already made with the same id. */
  readonly isCreated: boolean;
}

/** The credit id was already used with another amount or kind. */
export type CreditReused = Refusal & { readonly code: "IDEMPOTENCY_KEY_REUSED" };

/**
 * Adds money to a member's wallet, once per credit id.
 * @throws AppError `SALE_PAUSED` `IDEMPOTENCY_KEY_REUSED` `INVALID_AMOUNT`
 */
export const walletCredit = defineScript<
  WalletTarget,
  WalletCreditInput,
  WalletCredited,
  CreditReused
>({
  file: "wallet/credit",
  keys: ["control", "journal", "wallets", "credits"],
  args: ({ memberNo, creditId, amount, kind, reservationId }) => [
    memberNo,
    creditId,
    amount,
    kind,
    reservationId ?? "-",
  ],
  reply: ([, available, authorised, created]) => ({
    available: Number(available),
    authorised: Number(authorised),
    isCreated: created === "1",
  }),
  refusal: ([code]) => (code === "IDEMPOTENCY_KEY_REUSED" ? { kind: "refused", code } : undefined),
});
