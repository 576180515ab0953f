// What the sweeper does with one payment. Every step acts on a committed entry alone, and each may
// be repeated or stop anywhere: several sweepers at once, or one that crashed, do no harm.
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

export interface SettlingPorts {
  readonly redis: ScriptRunner;
  readonly outcomes: Outcomes;
  readonly showtimeOf: (showtime: ShowtimeId) => Promise<ShowtimeTarget>;
  readonly walletOf: (memberNo: MemberNo) => WalletTarget;
  /** How long one step waits to be durable before it is left to the next round. */
  readonly durableWithinMs: Millis;
}

/** `waits`: something is not durable yet, the next round goes on. */
export type Settled = "captured" | "voided" | "refunded" | "waits";

/** The wallet had been settled the opposite way: the protocol was broken. */
export class SettlingConflict extends Error {
  readonly shard: ShardId;

  constructor(shard: ShardId, payId: PayId, found: string) {
    super(`payment ${payId} is ${found}, and its showtime's shard says the opposite`);
    this.name = "SettlingConflict";
    this.shard = shard;
  }
}

/** Captures or voids one authorisation, as its showtime's shard has decided or now decides. */
export async function settleAuthorisation(
  ports: SettlingPorts,
  { payId, memberNo, showtime }: Unsettled,
): Promise<Settled> {
  const wallet = ports.walletOf(memberNo);
  if (!(await committed(ports, wallet.shard, `pay/authorise:${payId}`))) return "waits";
  const decision = await decided(ports, await ports.showtimeOf(showtime), payId);
  if (decision === undefined) return "waits";
  const act = decision.kind === "sold" ? payCapture : payVoid;
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

/** Pays one refund that is owed, once what was cancelled has been captured. */
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
