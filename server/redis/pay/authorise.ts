import type { WalletTarget } from "../keys.js";
import { asBalanceTooLow, type BalanceTooLow } from "./balance-too-low.js";
import { defineScript } from "../script-runner.js";
import {
  authorisationState,
  type AuthorisationState,
  type WalletAmounts,
} from "../wallet/amounts.js";
import type { Amount, HoldId, MemberNo, PayId, ShowtimeId } from "../../journal/brands.js";

export interface PayAuthoriseInput {
  readonly memberNo: MemberNo;
  readonly payId: PayId;
  readonly amount: Amount;
  readonly reservationId: HoldId;
  readonly showtime: ShowtimeId;
}

export interface Authorisation extends WalletAmounts {
  readonly state: AuthorisationState;
  readonly amount: Amount;
}

/**
 * Authorises one payment: sets the amount aside in the member's wallet, once per payment id.
 * @throws AppError `SALE_PAUSED` `INSUFFICIENT_BALANCE` `IDEMPOTENCY_KEY_REUSED`
 */
export const payAuthorise = defineScript<
  WalletTarget,
  PayAuthoriseInput,
  Authorisation,
  BalanceTooLow
>({
  file: "pay/authorise",
  keys: ["control", "journal", "wallets", "auths", "unsettled"],
  args: ({ memberNo, payId, amount, reservationId, showtime }) => [
    memberNo,
    payId,
    amount,
    reservationId,
    showtime,
  ],
  reply: ([, state, amount, available, authorised]) => ({
    state: authorisationState(state),
    amount: Number(amount),
    available: Number(available),
    authorised: Number(authorised),
  }),
  refusal: asBalanceTooLow,
});
