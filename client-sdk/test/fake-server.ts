// A small server on a real port. It decides nothing: each test says what it answers, and can lose,
// delay or refuse an answer. It records what the SDK sends.

import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { ERRORS, type ErrorCode } from "../protocol/errors.js";
import type { Ack, ServerToClientSignals, SignalName, SignalTable } from "../protocol/signals.js";

type Input<Name extends SignalName> = SignalTable[Name]["input"];
type Answer<Name extends SignalName> = Ack<SignalTable[Name]["answer"]>;
/** Answers a signal; `undefined` is a lost answer. */
type Handler<Name extends SignalName> = (
  input: Input<Name>,
  socket: Socket,
) => Answer<Name> | undefined | Promise<Answer<Name> | undefined>;

export type Handlers = { [Name in SignalName]?: Handler<Name> };

export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export interface RestReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An ack with an answer. */
export const ok = <T>(answer: T): Ack<T> => ({ ok: true, data: answer });

/** An ack that refuses, with the title and `retry` of the error table. */
export const no = (code: ErrorCode, more: { retryAfterMs?: number; meta?: object } = {}) => {
  const { title, retry } = ERRORS[code];
  const meta = more.meta as Record<string, unknown> | undefined;
  return { ok: false, error: { code, title, retry, requestId: "r-1", ...more, meta } } as const;
};

/** A server whose answers a test chooses. */
export class FakeServer {
  readonly #http: HttpServer;
  readonly #io: Server;
  /** Every signal it received, in order. */
  readonly signals: { name: SignalName; input: Record<string, unknown> }[] = [];
  readonly restCalls: RestCall[] = [];
  handlers: Handlers = {};
  rest: (call: RestCall) => RestReply | undefined = () => undefined;
  /** Decides about a handshake: a code refuses the connection. */
  refuse: (token: unknown) => ErrorCode | undefined = () => undefined;

  constructor() {
    this.#http = createServer((request, response) => {
      void this.#answerRest(request).then(({ status, body, headers }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(body === undefined ? "" : JSON.stringify(body));
      });
    });
    this.#io = new Server(this.#http, { transports: ["websocket"] });
    const live = this.#io.of("/live");
    live.use((socket, next) => {
      const code = this.refuse(socket.handshake.auth["token"]);
      if (code === undefined) return next();
      next(Object.assign(new Error(code), { data: no(code).error }));
    });
    live.on("connection", (socket) => {
      socket.onAny(
        (name: SignalName, input: Record<string, unknown>, reply: (ack: unknown) => void) => {
          this.signals.push({ name, input });
          void this.#answer(name, input as never, socket).then((ack) => {
            if (ack !== undefined) reply(ack);
          });
        },
      );
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  get sockets(): number {
    return this.#io.of("/live").sockets.size;
  }

  sent(name: SignalName): Record<string, unknown>[] {
    return this.signals.filter((signal) => signal.name === name).map(({ input }) => input);
  }

  /** Sends a signal to every client. */
  tell<Name extends keyof ServerToClientSignals>(
    name: Name,
    value: Parameters<ServerToClientSignals[Name]>[0],
  ): void {
    this.#io.of("/live").emit(name, value);
  }

  /** Breaks every connection without a word, as a crash of the node does. */
  cut(): void {
    for (const { conn } of this.#io.of("/live").sockets.values()) conn.close();
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await this.#io.close();
  }

  async #answer(name: SignalName, input: never, socket: Socket): Promise<unknown> {
    const handler = this.handlers[name] as Handler<SignalName> | undefined;
    return handler === undefined ? no("NOT_FOUND") : handler(input, socket);
  }

  async #answerRest(request: IncomingMessage): Promise<RestReply> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const text = Buffer.concat(chunks).toString();
    const call: RestCall = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    this.restCalls.push(call);
    return this.rest(call) ?? { status: 404, body: { ...no("NOT_FOUND").error, status: 404 } };
  }
}
