// A proxy between a client and Redis that can lose replies: the command runs, but then the
// connection is cut before the reply reaches the client.
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

type Mode = "pass" | "cut-next" | "hold";

/** A proxy on a port of its own. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: Mode = "pass";
  #held: (() => void)[] = [];
  #lost = 0;

  private constructor(upstream: { readonly host: string; readonly port: number }) {
    this.#server = createServer((client) => this.#join(client, connect(upstream)));
  }

  /** Starts a proxy before the Redis at a URL. */
  static async before(url: string): Promise<CuttingProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new CuttingProxy({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The port of the proxy. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The URL of the proxy. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** How many replies were lost or delayed so far. */
  get lost(): number {
    return this.#lost;
  }

  /** Loses the next reply and cuts its connection. */
  cutNextReply(): void {
    this.#mode = "cut-next";
  }

  /** Delays all replies until `pass`; commands still run, and the connections stay. */
  holdReplies(): void {
    this.#mode = "hold";
  }

  /** Passes replies again, the delayed ones first. */
  pass(): void {
    this.#mode = "pass";
    for (const release of this.#held.splice(0)) release();
  }

  /** Closes the proxy and its connections. */
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
