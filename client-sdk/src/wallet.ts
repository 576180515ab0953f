import type {
  LedgerEntryBody,
  ListBody,
  TopUpBody,
  WalletAmountsBody,
  WalletBody,
} from "../protocol/bodies.js";
import { askUntilAnswered } from "./transport/asking.js";
import { Emitter } from "./emitter.js";
import type { Link } from "./transport/link.js";
import { operationId } from "./operation-id.js";

export interface WalletNotices {
  change: WalletAmountsBody;
}

/** The member's prepaid balance. */
export class Wallet extends Emitter<WalletNotices> {
  readonly #link: Link;

  constructor(link: Link) {
    super();
    this.#link = link;
    link.connection.on("wallet:changed", (amounts) => this.emit("change", amounts));
  }

  get(): Promise<WalletBody> {
    const { connection, rest } = this.#link;
    return connection.state === "connected"
      ? this.#link.ask("wallet:get", {})
      : rest.ask("/members/me/wallet");
  }

  entries(query: { limit?: number; cursor?: string } = {}): Promise<ListBody<LedgerEntryBody>> {
    return this.#link.rest.ask("/members/me/wallet/entries", { query });
  }

  /**
   * Adds money once, however often it has to be asked.
   * @param amount in the smallest unit of the currency; @throws OnsaleError `INVALID_AMOUNT`
   */
  topUp(amount: number): Promise<TopUpBody> {
    const { connection, rest, timing } = this.#link;
    const request = { method: "POST", body: { amount }, idempotencyKey: operationId() } as const;
    return askUntilAnswered(() => rest.settle<TopUpBody>("/members/me/wallet/top-ups", request), {
      patienceMs: timing.patienceMs,
      backoff: timing.retry,
      ended: connection.ended,
    });
  }
}
