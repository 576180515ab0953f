// A hold and its payment. The idempotency key of a payment is kept through lost answers, `pending`
// and reloads, and every repetition sends it until there is an answer. Only when the server says
// that the money is back (PAYMENT_VOIDED) does the next attempt use a new key.

import type { PaymentBody, ReservationBody } from "../protocol/bodies.js";
import { isPassing } from "./transport/asking.js";
import { backoffMs, sleep } from "./transport/backoff.js";
import { Emitter } from "./emitter.js";
import type { Link } from "./transport/link.js";
import { hasCode, OnsaleError, unanswered } from "./onsale-error.js";
import { operationId } from "./operation-id.js";
import { paymentKey } from "./transport/storage.js";

/** The events of a hold. */
export interface HoldNotices {
  /** The hold was changed or released by this object. */
  changed: ReservationBody;
  /** The deadline is one minute away. */
  expiring: { readonly expiresAt: string };
  /** The deadline has passed; the seats are on sale again. */
  expired: ReservationBody;
  /** The hold is paid. */
  confirmed: { readonly paymentId: string };
}

const PENDING_PAUSE = { minMs: 1_000, maxMs: 1_500, factor: 0.5 };
/** So long after the deadline the client asks, if the server has not announced the end. */
const DEADLINE_GRACE_MS = 2_000;

const isPaid = ({ status }: PaymentBody): boolean =>
  status === "authorised" || status === "captured";

/** Seats or places that are held for this member until a deadline. */
export class Hold extends Emitter<HoldNotices> {
  readonly #link: Link;
  readonly #ends: (() => void)[] = [];
  #body: ReservationBody;
  #paying: Promise<PaymentBody> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(link: Link, body: ReservationBody) {
    super();
    this.#link = link;
    this.#body = body;
    const { connection } = link;
    const ours = <T extends { readonly reservationId: string }>(act: (value: T) => void) => {
      return (value: T) => {
        if (value.reservationId === this.id) act(value);
      };
    };
    this.#ends.push(
      connection.on(
        "reservation:expiring",
        ours(({ expiresAt }) => this.#onExpiring(expiresAt)),
      ),
      connection.on(
        "reservation:expired",
        ours(() => this.#onExpired()),
      ),
      connection.on(
        "reservation:confirmed",
        ours(({ paymentId }) => this.#onConfirmed(paymentId)),
      ),
      connection.on("closed", () => this.close()),
    );
    this.#arm();
  }

  /** Id of the reservation. */
  get id(): string {
    return this.#body.id;
  }

  /** The reservation as the server last answered it. */
  get reservation(): ReservationBody {
    return this.#body;
  }

  /** The deadline, ISO 8601 in UTC. A pause of the sale moves it. */
  get expiresAt(): string {
    return this.#body.expiresAt;
  }

  /** What the hold costs, in the smallest unit of the currency. */
  get total(): number {
    return this.#body.total;
  }

  /** Whether it can still be paid, as far as the client knows. */
  get isLive(): boolean {
    return this.#body.status === "held";
  }

  /** Milliseconds to the deadline by the server's clock, never below 0: for a countdown. */
  get remainingMs(): number {
    return Math.max(0, Date.parse(this.expiresAt) - this.#link.rest.serverNow());
  }

  /**
   * Replaces all seats by others in one step; the deadline stays.
   * @throws OnsaleError `SEAT_TAKEN` `SEAT_UNKNOWN` `LIMIT_REACHED` `QUEUE_NOT_READY`
   *   `RESERVATION_EXPIRED` `ALREADY_PAID` `ALREADY_CANCELLED`; no seat is exchanged then
   */
  async change(seatIds: readonly string[]): Promise<ReservationBody> {
    const input = { reservationId: this.id, seatIds, opId: operationId() };
    this.#set(await this.#link.ask("reservation:change", input));
    return this.#body;
  }

  /**
   * Gives the seats up: they are on sale again at once.
   * @throws OnsaleError `PAID_NEEDS_CANCELLATION` `ALREADY_CANCELLED`
   */
  async release(): Promise<void> {
    const input = { reservationId: this.id, opId: operationId() };
    this.#set(await this.#link.ask("reservation:release", input));
    this.close();
  }

  /**
   * Pays from the wallet, and resolves once the payment is stored for good. Repetitions send the
   * same key, and so does a later call after an error. Calls at the same time are one payment.
   * @throws OnsaleError `INSUFFICIENT_BALANCE` (the hold stays), `RESERVATION_EXPIRED`,
   *   `ALREADY_PAID`, `FORBIDDEN`; with `isAnswered` false, call `pay` again for the outcome
   */
  pay(): Promise<PaymentBody> {
    this.#paying ??= this.#pay().finally(() => (this.#paying = undefined));
    return this.#paying;
  }

  /** Ends the events of this object. The hold itself lasts until its deadline. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends.splice(0)) end();
  }

  async #pay(): Promise<PaymentBody> {
    const { payPatienceMs, retry } = this.#link.timing;
    const deadline = Date.now() + payPatienceMs;
    for (let tries = 0; ; tries++) {
      const answer = await this.#payOnce();
      if (!(answer instanceof OnsaleError)) {
        if (isPaid(answer)) return this.#settled(answer);
        if (answer.status !== "pending") throw notPaid(answer);
      }
      const waitMs =
        answer instanceof OnsaleError
          ? Math.max(answer.retryAfterMs ?? 0, backoffMs(tries, retry))
          : backoffMs(0, PENDING_PAUSE);
      const { ended } = this.#link.connection;
      if (ended.aborted || Date.now() + waitMs > deadline) {
        throw answer instanceof OnsaleError ? answer : unanswered("The payment is still pending");
      }
      await sleep(waitMs, ended);
    }
  }

  /** A payment, or an error after which the call is repeated. */
  async #payOnce(): Promise<PaymentBody | OnsaleError> {
    const { connection, timing } = this.#link;
    const input = { reservationId: this.id, idempotencyKey: this.#key() };
    try {
      return await connection.call("reservation:pay", input, timing.callTimeoutMs);
    } catch (error) {
      const isVoided = hasCode(error, "PAYMENT_VOIDED");
      if (!isVoided && !isPassing(error)) throw error;
      if (isVoided) this.#link.storage.removeItem(paymentKey(this.id));
      this.#link.retried("reservation:pay", error);
      return error;
    }
  }

  #key(): string {
    const { storage } = this.#link;
    const name = paymentKey(this.id);
    const key = storage.getItem(name) ?? operationId();
    storage.setItem(name, key);
    return key;
  }

  #settled(payment: PaymentBody): PaymentBody {
    this.#link.paid(payment);
    this.#link.storage.removeItem(paymentKey(this.id));
    this.#onConfirmed(payment.id);
    return payment;
  }

  #set(body: ReservationBody): void {
    this.#body = body;
    this.emit("changed", body);
    this.#arm();
  }

  #onExpiring(expiresAt: string): void {
    this.#body = { ...this.#body, expiresAt };
    this.emit("expiring", { expiresAt });
    this.#arm();
  }

  #onExpired(): void {
    if (!this.isLive) return;
    this.#body = { ...this.#body, status: "expired" };
    this.close();
    this.emit("expired", this.#body);
  }

  #onConfirmed(paymentId: string): void {
    if (!this.isLive) return;
    this.#body = { ...this.#body, status: "confirmed" };
    this.close();
    this.emit("confirmed", { paymentId });
  }

  /** A pause moves deadlines, and a signal may be lost: after the deadline the client asks. */
  #arm(): void {
    clearTimeout(this.#timer);
    if (!this.isLive || this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#check(), this.remainingMs + DEADLINE_GRACE_MS);
  }

  async #check(): Promise<void> {
    try {
      const body = await this.#link.rest.ask<ReservationBody>(`/reservations/${this.id}`);
      if (body.status === "expired") return this.#onExpired();
      this.#body = body;
    } catch (error) {
      if (hasCode(error, "RESERVATION_NOT_FOUND")) return this.#onExpired();
    }
    this.#arm();
  }
}

/** The error for a payment that the server decided against. */
const notPaid = ({ id, status }: PaymentBody): OnsaleError =>
  new OnsaleError({
    code: status === "voided" ? "PAYMENT_VOIDED" : "RESERVATION_EXPIRED",
    meta: { paymentId: id, status },
  });
