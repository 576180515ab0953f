// Settles what a crash, a lost caller or a slow shard has left open: authorisations older than 30 s
// and refunds that are owed. Each node sweeps the shards that its workers serve.
import type { Services } from "../../context.js";
import { walletTarget } from "../../commands/wallet/wallet-target.js";
import { fenceShard } from "../../db/repositories/fence-shard.js";
import { AppError } from "../../errors.js";
import { BackgroundLoop } from "../../pace/background-loop.js";
import { payOwed } from "../../redis/pay/owed.js";
import { payUnsettled } from "../../redis/pay/unsettled.js";
import { shardFence } from "../../redis/shard/fence.js";
import {
  settleAuthorisation,
  settleRefund,
  SettlingConflict,
  type Settled,
  type SettlingPorts,
} from "./payment-settling.js";
import type { Millis, PayId, ShardId } from "../../journal/brands.js";

/** What a sweeper works with, and when. */
export interface PaymentSweeperOptions {
  readonly services: Pick<Services, "config" | "log" | "redis" | "db" | "showtimes" | "outcomes">;
  /** The shards that this node's workers serve now. */
  readonly shards: () => readonly number[];
  /** The sleep between two rounds; default: 1 s. */
  readonly everyMs?: Millis;
  /** How old an authorisation must be; default: 30 s. */
  readonly authorisedForMs?: Millis;
  /** How long a refund must be owed; default: 1 s. */
  readonly owedForMs?: Millis;
}

const EVERY_MS = 1000;
const AUTHORISED_FOR_MS = 30_000;
const OWED_FOR_MS = 1000;
const DURABLE_WITHIN_MS = 5000;
const ROUND_MAX = 500;
const AT_ONCE_MAX = 20;

/** Sweeps the shards of this node, round after round. */
export class PaymentSweeper {
  readonly #options: PaymentSweeperOptions;
  readonly #ports: SettlingPorts;
  readonly #loop: BackgroundLoop;

  constructor(options: PaymentSweeperOptions) {
    this.#options = options;
    const { log, redis, outcomes, showtimes } = options.services;
    this.#loop = new BackgroundLoop({
      name: "payments",
      pace: { afterMs: options.everyMs ?? EVERY_MS },
      log,
      turn: () => this.sweep(),
    });
    this.#ports = {
      redis,
      outcomes,
      durableWithinMs: DURABLE_WITHIN_MS,
      walletOf: (memberNo) => walletTarget(options.services, memberNo),
      showtimeOf: async (showtime) => {
        const { shard } = await showtimes.get(showtime);
        return { shard, showtime };
      },
    };
  }

  /** Begins with a round at once. */
  start(): void {
    this.#loop.start();
  }

  /** Finishes the round under way. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Sweeps each served shard once. */
  async sweep(): Promise<void> {
    await Promise.all(this.#options.shards().map((shard) => this.#sweepShard(shard)));
  }

  async #sweepShard(shard: ShardId): Promise<void> {
    const { services, authorisedForMs, owedForMs } = this.#options;
    const olderMs = authorisedForMs ?? AUTHORISED_FOR_MS;
    try {
      const open = await payUnsettled(services.redis, { shard }, { olderMs, limit: ROUND_MAX });
      await this.#each(open, (found) => settleAuthorisation(this.#ports, found));
      const owed = { olderMs: owedForMs ?? OWED_FOR_MS, limit: ROUND_MAX };
      const refunds = await payOwed(services.redis, { shard }, owed);
      await this.#each(refunds, (found) => settleRefund(this.#ports, found));
    } catch (error) {
      this.#leave(error, { shard });
    }
  }

  /** Settles some at a time; a payment that fails is left to the next round and stops no other. */
  async #each<Item extends { readonly payId: PayId }>(
    items: readonly Item[],
    act: (item: Item) => Promise<Settled>,
  ): Promise<void> {
    const left = items[Symbol.iterator]();
    const drain = async (): Promise<void> => {
      for (const item of left) {
        if (this.#loop.isEnding) return;
        await this.#one(item, act);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE_MAX }, drain));
  }

  async #one<Item extends { readonly payId: PayId }>(
    item: Item,
    act: (item: Item) => Promise<Settled>,
  ): Promise<void> {
    const { payId } = item;
    try {
      const settled = await act(item);
      const { log } = this.#options.services;
      if (settled === "waits") log.debug({ event: "payment.waits", payId });
      else log.info({ event: "payment.swept", payId, settled });
    } catch (error) {
      if (error instanceof SettlingConflict) await this.#alarm(error);
      else this.#leave(error, { payId });
    }
  }

  /** Fences the shard: an operator must look at it before it sells anything more. */
  async #alarm(conflict: SettlingConflict): Promise<void> {
    const { services } = this.#options;
    const { shard, message } = conflict;
    services.log.error({ event: "payment.conflict", shard, err: conflict });
    await fenceShard(services.db, shard, message).catch((error: unknown) =>
      this.#leave(error, { shard }),
    );
    await shardFence(services.redis, { shard }).catch((error: unknown) =>
      this.#leave(error, { shard }),
    );
  }

  #leave(error: unknown, about: { readonly shard?: ShardId; readonly payId?: PayId }): void {
    const { log } = this.#options.services;
    const event = "payment.left-to-next-round";
    // A paused shard or a busy Redis does no harm: the money stays authorised until the next round.
    if (error instanceof AppError) log.debug({ event, ...about, err: error });
    else log.warn({ event, ...about, err: error });
  }
}
