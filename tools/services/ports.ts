import { createServer } from "node:net";

/**
 * Ports of the loopback address that are free now. All are kept open until the last one is found,
 * so that they differ. Another process may still take one of them before the caller uses it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
}

/** One free port of the loopback address. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error("no free port");
  return port;
}

type Listener = ReturnType<typeof createServer>;

function listen(): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}

function portOf(server: Listener): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP listener");
  return address.port;
}

function close(server: Listener): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
