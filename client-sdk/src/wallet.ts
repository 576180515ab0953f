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

/** The events of a wallet. */
export interface WalletNotices {
  /** The amounts have changed. */
  change: WalletAmountsBody;
}

/** The prepaid balance of the member. */
export class Wallet extends Emitter<WalletNotices> {
  readonly #link: Link;

  constructor(link: Link) {
    super();
    this.#link = link;
    link.connection.on("wallet:changed", (amounts) => this.emit("change", amounts));
  }

  /**
   * Balance, authorised and available amount.
   * @throws OnsaleError `UNAUTHENTICATED`
   */
  get(): Promise<WalletBody> {
    const { connection, rest } = this.#link;
    return connection.state === "connected"
      ? this.#link.ask("wallet:get", {})
      : rest.ask("/members/me/wallet");
  }

  /**
   * One page of the ledger, newest first.
   * @throws OnsaleError `UNAUTHENTICATED` `VALIDATION`
   */
  entries(query: { limit?: number; cursor?: string } = {}): Promise<ListBody<LedgerEntryBody>> {
    return this.#link.rest.ask("/members/me/wallet/entries", { query });
  }

  /**
   * Adds money. Repetitions of one call send the same key, so the money is added once.
   * @param amount in the smallest unit of the currency, 1 to 10^12
   * @throws OnsaleError `INVALID_AMOUNT` `UNAUTHENTICATED`
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
