// Short calls for the steps of a booking, for tests of money and seats: one showtime, any number of
// wallet shards, on any runner.
import { payAuthorise, type Authorisation } from "../../server/redis/pay/authorise.js";
import { payCancel } from "../../server/redis/pay/cancel.js";
import { payCapture } from "../../server/redis/pay/capture.js";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import type { PaidRecord, PayRecord } from "../../server/redis/pay/record.js";
import { payRefunded } from "../../server/redis/pay/refunded.js";
import { payResolve } from "../../server/redis/pay/resolve.js";
import { paySettle } from "../../server/redis/pay/settle.js";
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

/** Books and pays seats of one showtime. */
export class Till {
  readonly runner: ScriptRunner;
  readonly showtime: ShowtimeTarget;
  readonly #walletShard: (memberNo: number) => number;

  /** @param walletShard the shard of a member's wallet; default: the shard of the showtime */
  constructor(
    runner: ScriptRunner,
    showtime: ShowtimeTarget,
    walletShard: (memberNo: number) => number = () => showtime.shard,
  ) {
    this.runner = runner;
    this.showtime = showtime;
    this.#walletShard = walletShard;
  }

  /** The target of wallet scripts of a member. */
  wallet(memberNo: number): WalletTarget {
    return { shard: this.#walletShard(memberNo), memberNo };
  }

  /** Tops up a wallet. */
  topUp(memberNo: number, amount: number, creditId: string): Promise<WalletCredited> {
    const input = { memberNo, creditId, amount, kind: "top_up", reservationId: undefined } as const;
    return walletCredit(this.runner, this.wallet(memberNo), input);
  }

  /** The amounts of a wallet. */
  balance(memberNo: number): Promise<WalletAmounts> {
    return walletRead(this.runner, this.wallet(memberNo), { memberNo });
  }

  /** Holds seats. @param place the place in the waiting room; default: the member's number */
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

  /** Holds units of the first area. */
  holdUnits(memberNo: number, holdId: string, quantity: number): Promise<Hold> {
    const wanted = { area: 0, quantity };
    const input = { memberNo, place: memberNo, holdId, layoutVersion: 1, wanted };
    return seatHold(this.runner, this.showtime, input);
  }

  /** Authorises a payment. */
  authorise({ memberNo, payId, holdId, amount }: Payment): Promise<Authorisation> {
    const { showtime } = this.showtime;
    const input = { memberNo, payId, amount, reservationId: holdId, showtime };
    return payAuthorise(this.runner, this.wallet(memberNo), input);
  }

  /** Confirms a payment. */
  confirm({ memberNo, payId, holdId, amount }: Payment): Promise<PayRecord> {
    const target = { ...this.showtime, memberNo };
    return payConfirm(this.runner, target, { payId, holdId, memberNo, amount });
  }

  /** Resolves a payment. */
  resolve({ payId }: { readonly payId: string }): Promise<PayRecord> {
    return payResolve(this.runner, this.showtime, { payId });
  }

  /** Captures a payment. */
  capture({ memberNo, payId }: Payment): Promise<Settlement> {
    return payCapture(this.runner, this.wallet(memberNo), { memberNo, payId });
  }

  /** Voids a payment. */
  voidIt({ memberNo, payId }: Payment): Promise<Settlement> {
    return payVoid(this.runner, this.wallet(memberNo), { memberNo, payId });
  }

  /** Authorises, confirms and captures the payment of an existing hold. */
  async pay(payment: Payment): Promise<PayRecord> {
    await this.authorise(payment);
    const record = await this.confirm(payment);
    await this.capture(payment);
    return record;
  }

  /** Pays an existing hold in one step; its amount is the hold's. */
  async settle({ memberNo, payId, holdId }: Payment): Promise<PaidRecord | undefined> {
    const target = { ...this.showtime, memberNo };
    const settled = await paySettle(this.runner, target, { payId, holdId, memberNo });
    if (settled === undefined) return undefined;
    const { isCreated: _isCreated, ...record } = settled;
    return record;
  }

  /** Cancels a confirmed payment. */
  cancel({ payId }: { readonly payId: string }): Promise<PayRecord> {
    return payCancel(this.runner, this.showtime, { payId, refundId: refundIdOf(payId) });
  }

  /** Credits the refund of a cancelled payment. */
  refund({ memberNo, payId, holdId, amount }: Payment): Promise<WalletCredited> {
    return walletCredit(this.runner, this.wallet(memberNo), {
      memberNo,
      creditId: refundIdOf(payId),
      amount,
      kind: "refund",
      reservationId: holdId,
    });
  }

  /** Marks a refund as durable. */
  refunded({ payId }: { readonly payId: string }): Promise<void> {
    return payRefunded(this.runner, this.showtime, { payId });
  }
}
