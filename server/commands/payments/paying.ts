import type { PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { SignedIn } from "../../context.js";
import type { HoldId, Millis, PayId, ShardId } from "../../journal/brands.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { DurableAnswer } from "../../journal/outcomes.js";
import { presentPayment, type Paid } from "../../presenters/payment.js";
import type { WalletTarget } from "../../redis/keys.js";

/** The payment, or that it is pending. */
export type PayAnswer = DurableAnswer<PaymentBody>;

/** One payment under way: everything its steps need. */
export interface Paying {
  readonly ctx: SignedIn;
  readonly showtime: Showtime;
  readonly wallet: WalletTarget;
  readonly payId: PayId;
  readonly holdId: HoldId;
  /** The latest instant at which the caller gets an answer, by the clock of the node. */
  readonly answerAt: Millis;
}

/** What a payment pays, as its body shows it. */
export type Cover = Pick<Paid, "amount" | "seats" | "area" | "quantity">;

/** The committed entry of an operation of this payment; undefined when the caller's time is up. */
export const committed = (
  { ctx, answerAt }: Paying,
  shard: ShardId,
  op: string,
): Promise<JournalEntry | undefined> =>
  ctx.outcomes.committed(shard, op, Math.max(0, answerAt - Date.now()));

/** The answer that it is not durable yet. */
export const pending = (paying: Paying, cover: Cover): PayAnswer => ({
  outcome: "pending",
  body: present(paying, cover, "pending"),
});

/** The answer "paid". Only for a payment whose sale is in MySQL. */
export const settled = (
  paying: Paying,
  { isRepeated, ...cover }: Cover & { readonly isRepeated: boolean },
  status: "authorised" | "captured",
): PayAnswer => ({ outcome: "settled", isRepeated, body: present(paying, cover, status) });

const present = (
  { showtime, payId, holdId }: Paying,
  { amount, seats, area, quantity }: Cover,
  status: Paid["status"],
): PaymentBody =>
  presentPayment(showtime, {
    ...{ id: payId, reservationId: holdId, amount, status, seats, area, quantity },
  });
