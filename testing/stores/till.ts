// The steps of a booking by name, for tests of money and seats: one showtime, any number of wallet
// shards, on whatever runner it is given.
import { payAuthorise, type Authorisation } from "../../server/redis/pay/authorise.js";
import { payCancel } from "../../server/redis/pay/cancel.js";
import { payCapture } from "../../server/redis/pay/capture.js";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import type { PayRecord } from "../../server/redis/pay/record.js";
import { payRefunded } from "../../server/redis/pay/refunded.js";
import { payResolve } from "../../server/redis/pay/resolve.js";
import { payVoid } from "../../server/redis/pay/void.js";
import type { Settlement } from "../../server/redis/pay/settlement.js";
import type { Hold } from "../../server/redis/seat/hold-reply.js";
import { refundIdOf } from "../../server/journal/ids.js";
import type { ShowtimeTarget, WalletTarget } from "../../server/redis/keys.js";
import type { ScriptRunner } from "../../server/redis/script-runner.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import type { WalletAmounts } from "../../server/redis/wallet/amounts.js";
import { walletCredit, type WalletCredited } from "../../server/redis/wallet/credit.js";
import { walletRead } from "../../server/redis/wallet/read.js";

export interface Payment {
  readonly memberNo: number;
  readonly payId: string;
  readonly holdId: string;
  readonly amount: number;
}

export class Till {
  readonly runner: ScriptRunner;
  readonly showtime: ShowtimeTarget;
  readonly #walletShard: (memberNo: number) => number;

  /** @param walletShard where a member's wallet is; by default in the showtime's own shard */
  constructor(
    runner: ScriptRunner,
    showtime: ShowtimeTarget,
    walletShard: (memberNo: number) => number = () => showtime.shard,
  ) {
    this.runner = runner;
    this.showtime = showtime;
    this.#walletShard = walletShard;
  }

  wallet(memberNo: number): WalletTarget {
    return { shard: this.#walletShard(memberNo), memberNo };
  }

  topUp(memberNo: number, amount: number, creditId: string): Promise<WalletCredited> {
    const input = { memberNo, creditId, amount, kind: "top_up", reservationId: undefined } as const;
    return walletCredit(this.runner, this.wallet(memberNo), input);
  }

  balance(memberNo: number): Promise<WalletAmounts> {
    return walletRead(this.runner, this.wallet(memberNo), { memberNo });
  }

  /** @param place in the waiting room; test shards number places like members */
  hold(
    memberNo: number,
    holdId: string,
    seats: readonly number[],
    place: number = memberNo,
  ): Promise<Hold> {
    const wanted = { seats };
    const input = { memberNo, place, holdId, layoutVersion: 1, wanted };
    return seatHold(this.runner, this.showtime, input);
  }

  holdUnits(memberNo: number, holdId: string, quantity: number): Promise<Hold> {
    const wanted = { area: 0, quantity };
    const input = { memberNo, place: memberNo, holdId, layoutVersion: 1, wanted };
    return seatHold(this.runner, this.showtime, input);
  }

  authorise({ memberNo, payId, holdId, amount }: Payment): Promise<Authorisation> {
    const { showtime } = this.showtime;
    const input = { memberNo, payId, amount, reservationId: holdId, showtime };
    return payAuthorise(this.runner, this.wallet(memberNo), input);
  }

  confirm({ memberNo, payId, holdId, amount }: Payment): Promise<PayRecord> {
    const target = { ...this.showtime, memberNo };
    return payConfirm(this.runner, target, { payId, holdId, memberNo, amount });
  }

  resolve({ payId }: { readonly payId: string }): Promise<PayRecord> {
    return payResolve(this.runner, this.showtime, { payId });
  }

  capture({ memberNo, payId }: Payment): Promise<Settlement> {
    return payCapture(this.runner, this.wallet(memberNo), { memberNo, payId });
  }

  voidIt({ memberNo, payId }: Payment): Promise<Settlement> {
    return payVoid(this.runner, this.wallet(memberNo), { memberNo, payId });
  }

  /** Holds nothing: authorises, confirms and captures a hold there is. */
  async pay(payment: Payment): Promise<PayRecord> {
    await this.authorise(payment);
    const record = await this.confirm(payment);
    await this.capture(payment);
    return record;
  }

  cancel({ payId }: { readonly payId: string }): Promise<PayRecord> {
    return payCancel(this.runner, this.showtime, { payId, refundId: refundIdOf(payId) });
  }

  refund({ memberNo, payId, holdId, amount }: Payment): Promise<WalletCredited> {
    return walletCredit(this.runner, this.wallet(memberNo), {
      memberNo,
      creditId: refundIdOf(payId),
      amount,
      kind: "refund",
      reservationId: holdId,
    });
  }

  refunded({ payId }: { readonly payId: string }): Promise<void> {
    return payRefunded(this.runner, this.showtime, { payId });
  }
}
