// An HTTP server with an orderly end: it takes no new connection, finishes the answers under way,
// and closes by force what stays open.
import { createServer, type RequestListener, type Server } from "node:http";

export interface Address {
  readonly port: number;
  readonly host: string;
}

const CLOSED_WITHIN_MS = 8000;
const LOOK_EVERY_MS = 50;

/** The HTTP server of a node's doors, or of its metrics. */
export class HttpDoor {
  readonly server: Server;

  constructor(listener?: RequestListener) {
    this.server = createServer(listener);
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** @throws Error `EADDRINUSE` when the port is taken */
  listen(address: Address): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(address, () => {
        this.server.off("error", reject);
        resolve();
      });
    });
  }

  /** Takes no new connection from now on; does not wait. */
  refuse(): void {
    if (this.server.listening) this.server.close();
  }

  /** Waits for the answers under way; connections that only idle are closed. */
  async closed(withinMs = CLOSED_WITHIN_MS): Promise<void> {
    this.refuse();
    const looking = setInterval(() => this.server.closeIdleConnections(), LOOK_EVERY_MS);
    const force = setTimeout(() => this.server.closeAllConnections(), withinMs);
    this.server.closeIdleConnections();
    await new Promise<void>((resolve) => {
      this.server.getConnections((_error, count) => {
        if (count === 0) resolve();
        else this.server.once("close", () => resolve());
      });
    });
    clearInterval(looking);
    clearTimeout(force);
  }
}
