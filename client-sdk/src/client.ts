// The client of one member: REST calls, and one WebSocket that opens when it is first needed.

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

/** What `createClient` takes; only `url` is required. */
export type ClientOptions = AccessOptions & {
  /** Address of the load balancer, or of several nodes: when one fails, the next is used. */
  readonly url: string | readonly string[];
  /** Keeps places and payment keys over a reload: pass `localStorage`. Default: memory. */
  readonly storage?: KeptTexts;
  /** Id of the member, for a token that does not contain it. */
  readonly memberId?: string;
  /** Layouts by showtime id. Clients of one process can share the map and fetch each once. */
  readonly layouts?: Map<string, Promise<LayoutBody>>;
  /** How long to wait before each attempt to reconnect. Default: 1 s, doubled up to 15 s. */
  readonly reconnect?: Partial<BackoffOptions>;
  /** Time limits of calls and waits; README.md has the defaults. */
  readonly timing?: Partial<Timing>;
};

/** A payment that the server answered as paid: by then it is stored for good. */
export interface AnsweredPayment {
  readonly paymentId: string;
  readonly reservationId: string;
  /** Id of the member who paid; empty while the client does not know it. */
  readonly userId: string;
  /** In the smallest unit of the currency. */
  readonly amount: number;
}

/** The events of a client. */
export interface ClientNotices {
  /** A payment of this client was answered as paid. */
  paid: AnsweredPayment;
  /** The WebSocket has another state. */
  state: ConnectionState;
  /** The server sent a notice to this member. */
  notice: ConnectionNotices["notice"];
  /** The server refused the connection for good: the member must log in again. */
  refused: OnsaleError;
  /** A signal was not answered, or the server could not serve it now; it is sent again. */
  retry: { readonly signal: SignalName; readonly error: OnsaleError };
}

/**
 * Makes a client. It connects when a room, a seat map or a hold first needs the socket.
 * @throws Error when `url` is an empty list
 */
export const createClient = (options: ClientOptions): OnsaleClient => new OnsaleClient(options);

/** The client of one member; `createClient` makes it. Close it with `close`. */
export class OnsaleClient extends Emitter<ClientNotices> {
  /** Calls of the REST API that have no method of their own. */
  readonly rest: Rest;
  /** Sign-up, login and logout. */
  readonly accounts: Accounts;
  /** Performances, showtimes, layouts and reservations. */
  readonly catalogue: Catalogue;
  /** The prepaid balance of the member. */
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

  /** The state of the WebSocket. */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Id of the member, from the login, the options or the token; undefined before. */
  get memberId(): string | undefined {
    return this.#access.memberId;
  }

  /** The waiting room of a showtime; nothing is sent before `join`. */
  waitingRoom(showtimeId: ShowtimeIdInput): WaitingRoom {
    return new WaitingRoom(this.#link, String(showtimeId));
  }

  /** A hold of this member from its reservation, for instance after a reload. */
  hold(reservation: ReservationBody): Hold {
    return new Hold(this.#link, reservation);
  }

  /**
   * The live seat map without a place in the waiting room.
   * @throws OnsaleError `QUEUE_NOT_READY` unless the caller organises the showtime or is an
   *   administrator, `SHOWTIME_NOT_FOUND`
   */
  seatMap(showtimeId: ShowtimeIdInput): Promise<SeatMap> {
    const resumed = () => Promise.resolve();
    return openSeatMap(this.#link, { showtimeId: String(showtimeId), resumed });
  }

  /** Closes the socket and rejects every pending wait. Places and holds stay on the server. */
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
