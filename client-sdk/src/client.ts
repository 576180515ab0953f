// The client of one member: REST and one WebSocket, opened when it is first needed.

import type {
  LayoutBody,
  PaymentBody,
  ReservationBody,
  SessionBody,
  ShowtimeIdInput,
} from "../protocol/bodies.js";
import type { SignalName, SignalTable } from "../protocol/signals.js";
import { Access, type AccessOptions } from "./transport/access.js";
import { Accounts } from "./accounts.js";
import { Addresses } from "./transport/addresses.js";
import { askUntilAnswered } from "./transport/asking.js";
import { RECONNECT_DEFAULT, type BackoffOptions } from "./transport/backoff.js";
import { Catalogue } from "./catalogue.js";
import {
  Connection,
  type ConnectionNotices,
  type ConnectionState,
} from "./transport/connection.js";
import { Emitter } from "./emitter.js";
import { Hold } from "./hold.js";
import { TIMING_DEFAULT, type Link, type Timing } from "./transport/link.js";
import type { OnsaleError } from "./onsale-error.js";
import { Rest } from "./transport/rest.js";
import { openSeatMap, type SeatMap } from "./seat-map.js";
import { memoryStorage, type KeptTexts } from "./transport/storage.js";
import { WaitingRoom } from "./waiting-room.js";
import { Wallet } from "./wallet.js";

export type ClientOptions = AccessOptions & {
  /** Of the load balancer, or of several nodes: when one fails the next is tried. */
  readonly url: string | readonly string[];
  /** Where places and payment keys outlive a reload; `localStorage` fits. */
  readonly storage?: KeptTexts;
  /** Whose token it is, where the token does not say so. */
  readonly memberId?: string;
  /** Shared by clients of one process, so that a layout is fetched once. */
  readonly layouts?: Map<string, Promise<LayoutBody>>;
  readonly reconnect?: Partial<BackoffOptions>;
  readonly timing?: Partial<Timing>;
};

/** A payment that was answered as paid: it must be found in the books from then on. */
export interface AnsweredPayment {
  readonly paymentId: string;
  readonly reservationId: string;
  readonly userId: string;
  readonly amount: number;
}

export interface ClientNotices {
  paid: AnsweredPayment;
  state: ConnectionState;
  notice: ConnectionNotices["notice"];
  /** The server refused the connection for good: log in again. */
  refused: OnsaleError;
  /** An answer that was no answer to what was asked; it is asked again. */
  retry: { readonly signal: SignalName; readonly error: OnsaleError };
}

/** Connects when the first room, map or wallet needs it. */
export const createClient = (options: ClientOptions): OnsaleClient => new OnsaleClient(options);

export class OnsaleClient extends Emitter<ClientNotices> {
  readonly rest: Rest;
  readonly accounts: Accounts;
  readonly catalogue: Catalogue;
  readonly wallet: Wallet;
  readonly #access: Access;
  readonly #connection: Connection;
  readonly #layouts: Map<string, Promise<LayoutBody>>;
  readonly #timing: Timing;
  readonly #link: Link;

  constructor(options: ClientOptions) {
    super();
    const addresses = new Addresses(options.url);
    this.#timing = { ...TIMING_DEFAULT, ...options.timing };
    this.#layouts = options.layouts ?? new Map<string, Promise<LayoutBody>>();
    this.#access = new Access(options, options.memberId);
    const token = () => this.#access.token();
    const refresh = () => this.#refresh();
    const { callTimeoutMs, connectTimeoutMs } = this.#timing;
    this.rest = new Rest({ addresses, token, refresh, timeoutMs: callTimeoutMs });
    const reconnect = { ...RECONNECT_DEFAULT, ...options.reconnect };
    this.#connection = new Connection({ addresses, token, refresh, reconnect, connectTimeoutMs });
    this.#connection.on("state", (state) => this.emit("state", state));
    this.#connection.on("notice", (notice) => this.emit("notice", notice));
    this.#connection.on("refused", (error) => this.emit("refused", error));
    this.#link = this.#makeLink(options.storage ?? memoryStorage());
    this.accounts = new Accounts(this.rest, this.#access, () => this.#onAccount());
    this.catalogue = new Catalogue(this.rest);
    this.wallet = new Wallet(this.#link);
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  get memberId(): string | undefined {
    return this.#access.memberId;
  }

  waitingRoom(showtimeId: ShowtimeIdInput): WaitingRoom {
    return new WaitingRoom(this.#link, String(showtimeId));
  }

  /** A hold of this member again, after a reload. */
  hold(reservation: ReservationBody): Hold {
    return new Hold(this.#link, reservation);
  }

  /** The map without a place in the queue: for the organiser and administrators. */
  seatMap(showtimeId: ShowtimeIdInput): Promise<SeatMap> {
    const resumed = () => Promise.resolve();
    return openSeatMap(this.#link, { showtimeId: String(showtimeId), resumed });
  }

  /** Ends every wait and closes the socket; places and holds stay where they are. */
  close(): void {
    this.#connection.close();
  }

  #makeLink(storage: KeptTexts): Link {
    return {
      connection: this.#connection,
      rest: this.rest,
      storage,
      timing: this.#timing,
      ask: (name, input) => this.#ask(name, input),
      layout: (showtimeId, isStale) => this.#layout(showtimeId, isStale === true),
      retried: (signal, error) => this.emit("retry", { signal, error }),
      paid: (payment) => this.#onPaid(payment),
    };
  }

  #ask<Name extends SignalName>(
    name: Name,
    input: SignalTable[Name]["input"],
  ): Promise<SignalTable[Name]["answer"]> {
    const { callTimeoutMs, patienceMs, retry: backoff } = this.#timing;
    return askUntilAnswered(() => this.#connection.call(name, input, callTimeoutMs), {
      patienceMs,
      backoff,
      ended: this.#connection.ended,
      onRetry: (error) => this.#link.retried(name, error),
    });
  }

  #layout(showtimeId: string, isStale: boolean): Promise<LayoutBody> {
    if (isStale) this.#layouts.delete(showtimeId);
    const known = this.#layouts.get(showtimeId);
    if (known !== undefined) return known;
    const { patienceMs, retry: backoff } = this.#timing;
    const layout = askUntilAnswered(() => this.catalogue.layout(showtimeId), {
      patienceMs,
      backoff,
      ended: this.#connection.ended,
    });
    this.#layouts.set(showtimeId, layout);
    layout.catch(() => this.#layouts.delete(showtimeId));
    return layout;
  }

  #onPaid({ id, reservationId, amount }: PaymentBody): void {
    const userId = this.memberId ?? "";
    this.emit("paid", { paymentId: id, reservationId, userId, amount });
  }

  #onAccount(): void {
    if (this.#access.isKnown) this.#connection.reopen();
    else this.#connection.sleep();
  }

  #refresh(): Promise<boolean> {
    return this.#access.refresh((refreshToken) =>
      this.rest.ask<SessionBody>("/token/refresh", {
        method: "POST",
        body: { refreshToken },
        isAnonymous: true,
      }),
    );
  }
}
