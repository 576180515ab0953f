// Stands between a client and its Redis, and loses replies on request: the command has run, the
// connection is cut, and nobody was told.
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

type Mode = "pass" | "cut-next" | "hold";

export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: Mode = "pass";
  #held: (() => void)[] = [];
  #lost = 0;

  private constructor(upstream: { readonly host: string; readonly port: number }) {
    this.#server = createServer((client) => this.#join(client, connect(upstream)));
  }

  static async before(url: string): Promise<CuttingProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new CuttingProxy({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Replies that were lost or held back so far. */
  get lost(): number {
    return this.#lost;
  }

  /** The next reply is lost together with its connection. */
  cutNextReply(): void {
    this.#mode = "cut-next";
  }

  /** Commands run, the connections stay, and no reply comes back before `pass`. */
  holdReplies(): void {
    this.#mode = "hold";
  }

  pass(): void {
    this.#mode = "pass";
    for (const release of this.#held.splice(0)) release();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, upstream: Socket): void {
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (bytes: Buffer) => upstream.write(bytes));
    upstream.on("data", (bytes: Buffer) => this.#answer(client, bytes));
  }

  #answer(client: Socket, bytes: Buffer): void {
    if (this.#mode === "pass") {
      client.write(bytes);
      return;
    }
    this.#lost += 1;
    if (this.#mode === "hold") {
      this.#held.push(() => client.write(bytes));
      return;
    }
    this.#mode = "pass";
    client.destroy();
  }
}
