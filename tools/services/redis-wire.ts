// A few words of the Redis protocol, enough to look after a server: the client library belongs to
// the product, which the services must not depend on.
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const TIMEOUT_MS = 3_000;

class RedisRefusal extends Error {
  override readonly name = "RedisRefusal";
}

/**
 * Sends these commands on one connection and gives their answers as text, in order.
 * @throws RedisRefusal when the server answers one with an error.
 */
export async function redisCommands(
  url: string,
  commands: readonly (readonly string[])[],
): Promise<string[]> {
  const address = new URL(url);
  const all = [...signIn(address), ...commands];
  const socket = open(address);
  try {
    return (await exchange(socket, all)).slice(-commands.length);
  } finally {
    socket.destroy();
  }
}

function signIn({ username, password }: URL): string[][] {
  if (password === "") return [];
  const secret = decodeURIComponent(password);
  return [username === "" ? ["AUTH", secret] : ["AUTH", decodeURIComponent(username), secret]];
}

function open({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, "");
  const target = { host, port: Number(port === "" ? 6379 : port) };
  return protocol === "rediss:"
    ? connectTls({ ...target, servername: target.host })
    : connectTcp(target);
}

function exchange(socket: Socket, commands: readonly (readonly string[])[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let received = "";
    socket.setTimeout(TIMEOUT_MS, () => reject(new Error("no answer in time")));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection was closed")));
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      received += chunk;
      try {
        const replies = parse(received, commands.length);
        if (replies !== undefined) resolve(replies);
      } catch (refusal) {
        reject(refusal instanceof Error ? refusal : new Error(String(refusal)));
      }
    });
    socket.write(commands.map(encode).join(""));
  });
}

function encode(command: readonly string[]): string {
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${command.length}\r\n${words.join("")}`;
}

/** Status, error, integer and bulk replies: no command used here answers with an array. */
function parse(received: string, count: number): string[] | undefined {
  const replies: string[] = [];
  let at = 0;
  while (replies.length < count) {
    const end = received.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const line = received.slice(at, end);
    at = end + 2;
    if (line.startsWith("-")) throw new RedisRefusal(line.slice(1));
    const length = line.startsWith("$") ? Number(line.slice(1)) : -1;
    if (length < 0) {
      replies.push(line.slice(1));
      continue;
    }
    if (received.length < at + length + 2) return undefined;
    replies.push(received.slice(at, at + length));
    at += length + 2;
  }
  return replies;
}
