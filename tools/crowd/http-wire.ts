// One keep-alive connection that sends one HTTP request after the other. It parses only what the
// crowd needs, so that the client takes as little as possible of the cores that it shares with the
// servers it measures.
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const STATUS_AT = 9;

/** An HTTP connection to one server. */
export class HttpWire {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#waiting?.reject(error));
    this.#socket.on("close", () => this.#waiting?.reject(new Error("the connection was closed")));
  }

  /** Waits for the connection. @throws Error when the server takes none */
  async opened(): Promise<this> {
    await once(this.#socket, "connect");
    return this;
  }

  /** Sends one request and waits for its answer. The caller sends no other one meanwhile. */
  send(method: string, path: string, headers: string, body?: object): Promise<Answer> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const about =
      body === undefined
        ? ""
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${headers}${about}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(head + text);
    });
  }

  /** Closes the connection. */
  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#received.toString("latin1", 0, end);
    const bodyAt = end + END_OF_HEAD.length;
    const length = Number(LENGTH.exec(head)?.[1] ?? 0);
    if (this.#received.length < bodyAt + length) return;
    const body = this.#received.toString("utf8", bodyAt, bodyAt + length);
    this.#received = this.#received.subarray(bodyAt + length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(STATUS_AT, STATUS_AT + 3)), body });
  }
}
