import type { CreditKind } from "../../journal/entry.js";
import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { WalletAmounts } from "./amounts.js";

export interface WalletCreditInput {
  readonly memberNo: number;
  readonly creditId: string;
  readonly amount: number;
  readonly kind: CreditKind;
  readonly reservationId: string | undefined;
}

export interface WalletCredited extends WalletAmounts {
  /** False when this credit id had counted before. */
  readonly isCreated: boolean;
}

/**
 * Adds money to a member's balance, once per credit id.
 * @throws AppError `SALE_PAUSED` `IDEMPOTENCY_KEY_REUSED` `INVALID_AMOUNT`
 */
export const walletCredit = defineScript<WalletTarget, WalletCreditInput, WalletCredited>({
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
});
