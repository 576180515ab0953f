// What the sweeper does with one payment. Each step rests on a committed entry alone and may be
// repeated or cut off, so several sweepers at once, or one that crashed, do no harm.
import type { Outcomes } from "../../journal/outcomes.js";
import { payCapture } from "../../redis/pay/capture.js";
import type { OwedRefund } from "../../redis/pay/owed.js";
import { payRefunded } from "../../redis/pay/refunded.js";
import { payResolve } from "../../redis/pay/resolve.js";
import type { Unsettled } from "../../redis/pay/unsettled.js";
import { payVoid } from "../../redis/pay/void.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { ShowtimeTarget, WalletTarget } from "../../redis/keys.js";
import type { ScriptRunner } from "../../redis/script-runner.js";
import type { SettleInput, Settlement } from "../../redis/pay/settlement.js";
import { walletCredit } from "../../redis/wallet/credit.js";
import type { MemberNo, Millis, PayId, ShardId, ShowtimeId } from "../../journal/brands.js";

/** What settling needs from outside. */
export interface SettlingPorts {
  readonly redis: ScriptRunner;
  readonly outcomes: Outcomes;
  readonly showtimeOf: (showtime: ShowtimeId) => Promise<ShowtimeTarget>;
  readonly walletOf: (memberNo: MemberNo) => WalletTarget;
  /** How long a step waits until it is durable; then the next round goes on. */
  readonly durableWithinMs: Millis;
}

/** How a payment was settled; `waits` when a step is not durable yet and the next round goes on. */
export type Settled = "captured" | "voided" | "refunded" | "waits";

/** The wallet was settled the opposite way before, which the protocol never does. */
export class SettlingConflict extends Error {
  readonly shard: ShardId;

  constructor(shard: ShardId, payId: PayId, found: string) {
    super(`payment ${payId} is ${found}, and its showtime's shard says the opposite`);
    this.name = "SettlingConflict";
    this.shard = shard;
  }
}

/**
 * Captures or voids one authorisation, as its showtime's shard has decided or now decides.
 * @throws SettlingConflict when the wallet was settled the opposite way
 */
export async function settleAuthorisation(
  ports: SettlingPorts,
  { payId, memberNo, showtime }: Unsettled,
): Promise<Settled> {
  const wallet = ports.walletOf(memberNo);
  if (!(await committed(ports, wallet.shard, `pay/authorise:${payId}`))) return "waits";
  const decision = await decided(ports, await ports.showtimeOf(showtime), payId);
  if (decision === undefined) return "waits";
  const act = decision.kind === "sold" || decision.kind === "paid" ? payCapture : payVoid;
  return settle(ports, wallet, { payId, memberNo, act });
}

/** The committed decision on a payment; a payment without one is tombstoned first. */
async function decided(
  ports: SettlingPorts,
  showtime: ShowtimeTarget,
  payId: PayId,
): Promise<JournalEntry | undefined> {
  const { state } = await payResolve(ports.redis, showtime, { payId });
  const op = state === "tombstoned" ? `pay/resolve:${payId}` : `pay/confirm:${payId}`;
  return committed(ports, showtime.shard, op);
}

/**
 * Pays one refund that is owed, once the cancelled payment has been captured.
 * @throws SettlingConflict when the payment was voided
 */
export async function settleRefund(
  ports: SettlingPorts,
  { payId, showtime }: OwedRefund,
): Promise<Settled> {
  const target = await ports.showtimeOf(showtime);
  const cancelled = await committed(ports, target.shard, `pay/cancel:${payId}`);
  if (cancelled?.kind !== "cancelled") return "waits";
  const { memberNo, amount, refundId, holdId } = cancelled;
  const wallet = ports.walletOf(memberNo);
  const captured = await settle(ports, wallet, { payId, memberNo, act: payCapture });
  if (captured !== "captured") return "waits";
  const refund = { memberNo, creditId: refundId, amount, kind: "refund" } as const;
  await walletCredit(ports.redis, wallet, { ...refund, reservationId: holdId });
  if (!(await committed(ports, wallet.shard, `wallet/credit:${refundId}`))) return "waits";
  await payRefunded(ports.redis, target, { payId });
  return "refunded";
}

interface Act extends SettleInput {
  readonly act: typeof payCapture;
}

async function settle(
  ports: SettlingPorts,
  wallet: WalletTarget,
  { payId, memberNo, act }: Act,
): Promise<Settled> {
  const settled: Settlement = await act(ports.redis, wallet, { memberNo, payId });
  if (settled.outcome === "no-record") return "waits";
  if (settled.outcome === "conflict") {
    throw new SettlingConflict(wallet.shard, payId, settled.state);
  }
  return settled.state === "captured" ? "captured" : "voided";
}

const committed = (
  { outcomes, durableWithinMs }: SettlingPorts,
  shard: ShardId,
  op: string,
): Promise<JournalEntry | undefined> => outcomes.committed(shard, op, durableWithinMs);
