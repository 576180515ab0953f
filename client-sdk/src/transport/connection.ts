// One WebSocket to the namespace /live. After a loss it connects again by itself, after a jittered
// wait, to the next address if there are several, and with a new token if the old one has expired.
// Every signal has a timeout: a caller can see whether it was refused or had no answer.

import { io, type Socket } from "socket.io-client";
import {
  LIVE_NAMESPACE,
  type Ack,
  type ServerToClientSignals,
  type SignalName,
  type SignalTable,
} from "../../protocol/signals.js";
import type { Addresses } from "./addresses.js";
import { backoffMs, type BackoffOptions } from "./backoff.js";
import { Emitter } from "../emitter.js";
import type { OnsaleError } from "../onsale-error.js";
import { hasCode, refused, unanswered } from "../onsale-error.js";

/** `idle`: not opened yet, or not logged in; `waiting`: lost, and before the next attempt. */
export type ConnectionState = "idle" | "connecting" | "connected" | "waiting" | "closed";

type ServerNotices = {
  [Name in keyof ServerToClientSignals]: Parameters<ServerToClientSignals[Name]>[0];
};

/** The events of a connection: every signal of the server, and its own. */
export interface ConnectionNotices extends ServerNotices {
  state: ConnectionState;
  /** `close` was called. */
  closed: undefined;
  /** Connected, perhaps again: subscriptions of the last connection are gone. */
  connected: undefined;
  /** The server refused the handshake for good. */
  refused: OnsaleError;
}

/** What a connection needs. */
export interface ConnectionOptions {
  readonly addresses: Addresses;
  /** The access token for the handshake. */
  readonly token: () => Promise<string | undefined>;
  /** Renews an expired token; false when that is not possible. */
  readonly refresh: () => Promise<boolean>;
  readonly reconnect: BackoffOptions;
  readonly connectTimeoutMs: number;
}

/** A socket with a timeout. The types of socket.io leave its arguments open. */
interface SignalSender {
  timeout(ms: number): {
    emit(name: string, input: unknown, reply: (lost: Error | null, ack: unknown) => void): unknown;
  };
}

interface Waiter {
  readonly resolve: (socket: Socket) => void;
  readonly reject: (error: OnsaleError) => void;
}

/** The WebSocket of a client. */
export class Connection extends Emitter<ConnectionNotices> {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = "idle";
  #socket: Socket | undefined;
  #url = "";
  #failures = 0;
  #isRefreshed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #waiters = new Set<Waiter>();
  readonly #ending = new AbortController();

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
  }

  /** Its state now. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Aborted by `close`, for waits outside this class. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** Connects, and connects again after each loss, until `close`. */
  open(): void {
    if (this.#state === "idle") this.#attempt();
  }

  /** Closes the connection for good; every wait and every listener ends. */
  close(): void {
    this.#drop();
    this.#setState("closed");
    this.#ending.abort();
    this.emit("closed", undefined);
    this.#failWaiters(unanswered("The connection was closed"));
  }

  /** Connects again with the present token, unless it is idle or closed. */
  reopen(): void {
    if (this.#state === "idle" || this.#state === "closed") return;
    this.#drop();
    this.#attempt();
  }

  /** Disconnects until the next use, because no member is logged in. */
  sleep(): void {
    if (this.#state === "idle" || this.#state === "closed") return;
    this.#drop();
    this.#setState("idle");
    this.#failWaiters(unanswered("No member is logged in"));
  }

  /**
   * Sends one signal and resolves to what its ack carries.
   * @throws OnsaleError the refusal; one with `isAnswered` false after `timeoutMs`
   */
  async call<Name extends SignalName>(
    name: Name,
    input: SignalTable[Name]["input"],
    timeoutMs: number,
  ): Promise<SignalTable[Name]["answer"]> {
    let ack = await this.#send(name, input, timeoutMs);
    if (!ack.ok && ack.error.code === "TOKEN_EXPIRED" && (await this.#renew())) {
      ack = await this.#send(name, input, timeoutMs);
    }
    if (!ack.ok) throw refused(ack.error);
    return ack.data;
  }

  async #send<Name extends SignalName>(
    name: Name,
    input: SignalTable[Name]["input"],
    timeoutMs: number,
  ): Promise<Ack<SignalTable[Name]["answer"]>> {
    const startedAt = Date.now();
    const socket = await this.#connected(timeoutMs);
    return send(socket, { name, input }, Math.max(1, timeoutMs - (Date.now() - startedAt)));
  }

  #connected(timeoutMs: number): Promise<Socket> {
    if (this.#socket?.connected === true) return Promise.resolve(this.#socket);
    if (this.#state === "closed") return Promise.reject(unanswered("The connection is closed"));
    this.open();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve: (socket) => {
          clearTimeout(timer);
          resolve(socket);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(unanswered("The server cannot be reached"));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  #attempt(): void {
    this.#setState("connecting");
    this.#url = this.#options.addresses.current;
    const socket: Socket = io(this.#url + LIVE_NAMESPACE, {
      auth: (give) => {
        this.#options.token().then(
          (token) => give(token === undefined ? {} : { token }),
          () => give({}),
        );
      },
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      timeout: this.#options.connectTimeoutMs,
    });
    this.#socket = socket;
    socket.on("connect", () => this.#onConnect(socket));
    socket.on("connect_error", (error) => void this.#onRefusedConnection(socket, error));
    socket.on("disconnect", () => this.#onLost(socket));
    socket.onAny((name: keyof ServerNotices, value: ServerNotices[keyof ServerNotices]) => {
      if (name === "drain") this.#onDrain(socket, value as ServerNotices["drain"]);
      this.emit(name, value);
    });
  }

  #onConnect(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#failures = 0;
    this.#isRefreshed = false;
    this.#setState("connected");
    for (const { resolve } of this.#takeWaiters()) resolve(socket);
    this.emit("connected", undefined);
  }

  #onLost(socket: Socket): void {
    if (socket !== this.#socket || this.#state === "closed") return;
    this.#retryLater();
  }

  async #onRefusedConnection(socket: Socket, error: Error): Promise<void> {
    if (socket !== this.#socket || this.#state === "closed") return;
    const refusal = refusalOf(error);
    if (refusal === undefined || refusal.retry === "later") return this.#retryLater(refusal);
    if (refusal.code === "TOKEN_EXPIRED" && !this.#isRefreshed) {
      this.#isRefreshed = true;
      this.#drop();
      if (await this.#options.refresh().catch(() => false)) return this.#attempt();
    }
    this.#drop();
    this.#setState("idle");
    this.#failWaiters(refusal);
    this.emit("refused", refusal);
  }

  async #renew(): Promise<boolean> {
    const isRenewed = await this.#options.refresh().catch(() => false);
    if (isRenewed) this.reopen();
    return isRenewed;
  }

  #retryLater(refusal?: OnsaleError): void {
    this.#drop();
    this.#setState("waiting");
    this.#options.addresses.failed(this.#url);
    const waitMs = Math.max(
      refusal?.retryAfterMs ?? 0,
      backoffMs(this.#failures++, this.#options.reconnect),
    );
    this.#timer = setTimeout(() => this.#attempt(), waitMs);
  }

  /** The node stops: each client leaves at a random moment and connects to another at once. */
  #onDrain(socket: Socket, { reconnectInMs }: ServerNotices["drain"]): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (socket !== this.#socket) return;
      this.#drop();
      this.#options.addresses.failed(this.#url);
      this.#attempt();
    }, Math.random() * reconnectInMs);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.offAny();
    socket?.disconnect();
  }

  #takeWaiters(): Waiter[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }

  #failWaiters(error: OnsaleError): void {
    for (const { reject } of this.#takeWaiters()) reject(error);
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("state", state);
  }
}

interface Sent {
  readonly name: SignalName;
  readonly input: unknown;
}

function send<T>(socket: Socket, { name, input }: Sent, timeoutMs: number): Promise<Ack<T>> {
  const sender = socket as unknown as SignalSender;
  return new Promise((resolve, reject) => {
    sender.timeout(timeoutMs).emit(name, input, (lost, ack) => {
      if (lost === null) resolve(ack as Ack<T>);
      else reject(unanswered(`No answer to ${name}`, lost));
    });
  });
}

/** Why the server refused the handshake; undefined when no server answered. */
function refusalOf(error: Error): OnsaleError | undefined {
  const said = (error as Error & { data?: unknown }).data;
  if (typeof said !== "object" || said === null || !("code" in said)) return undefined;
  const refusal = refused(said as Parameters<typeof refused>[0]);
  return hasCode(refusal, "INTERNAL") ? undefined : refusal;
}
