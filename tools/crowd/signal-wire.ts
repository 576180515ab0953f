// One Socket.IO connection over WebSocket, with only what the crowd needs: emit with an ack, and a
// wait for one signal. The frames are written by hand, so that a thousand fans take as little as
// possible of the cores that they share with the servers they are measured on.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Fan } from "./crowd-orders.js";

const NAMESPACE = "/live";
const END_OF_HEAD = Buffer.from("\r\n\r\n");
const TEXT_FRAME = 0x81;
const OPCODE_TEXT = 0x1;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** A mask of zeros leaves the payload as it is. */
const MASK = Buffer.alloc(4);
const ACK = new RegExp(`^43${NAMESPACE},(\\d+)`);

interface Wait {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A socket of one fan in the namespace `/live`. */
export class SignalWire {
  readonly #socket: Socket;
  readonly #acks = new Map<number, Wait>();
  readonly #seen = new Set<string>();
  readonly #waits = new Map<string, Wait>();
  #received: Buffer = Buffer.alloc(0);
  #isUpgraded = false;
  #nextAck = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects and signs in. @throws Error when the server refuses */
  static async open(url: string, token: string): Promise<SignalWire> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const wire = new SignalWire(socket);
    await once(socket, "connect");
    socket.on("data", (chunk: Buffer) => wire.#take(chunk));
    socket.on("error", (error) => wire.#fail(error));
    socket.on("close", () => wire.#fail(new Error("a socket was closed")));
    const isOpen = wire.#signal("connected");
    socket.write(upgrade(host));
    await wire.#signal("opened");
    wire.#send(`40${NAMESPACE},${JSON.stringify({ token })}`);
    await isOpen;
    return wire;
  }

  /** Sends a signal and waits for its ack. */
  emit(signal: string, payload: object): Promise<unknown> {
    const id = this.#nextAck++;
    return new Promise((resolve, reject) => {
      this.#acks.set(id, { resolve, reject });
      this.#send(`42${NAMESPACE},${id}${JSON.stringify([signal, payload])}`);
    });
  }

  /** Waits for a signal; one that came already counts. */
  received(signal: string): Promise<unknown> {
    return this.#seen.has(signal) ? Promise.resolve(undefined) : this.#signal(signal);
  }

  /** Closes the connection. */
  close(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  #signal(name: string): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waits.set(name, { resolve, reject }));
  }

  #fail(error: Error): void {
    for (const { reject } of [...this.#acks.values(), ...this.#waits.values()]) reject(error);
    this.#acks.clear();
    this.#waits.clear();
  }

  #send(text: string): void {
    const payload = Buffer.from(text);
    const isShort = payload.length < LENGTH_16;
    const head = Buffer.alloc(isShort ? 2 : 4);
    head[0] = TEXT_FRAME;
    head[1] = MASKED | (isShort ? payload.length : LENGTH_16);
    if (!isShort) head.writeUInt16BE(payload.length, 2);
    this.#socket.write(Buffer.concat([head, MASK, payload]));
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    if (!this.#isUpgraded && !this.#takeHead()) return;
    for (let frame = this.#nextFrame(); frame !== undefined; frame = this.#nextFrame()) {
      if (frame.opcode === OPCODE_TEXT) this.#packet(frame.payload.toString());
    }
  }

  #takeHead(): boolean {
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return false;
    this.#received = this.#received.subarray(end + END_OF_HEAD.length);
    this.#isUpgraded = true;
    return true;
  }

  /** Takes one whole frame of the server, which is never masked. */
  #nextFrame(): { readonly opcode: number; readonly payload: Buffer } | undefined {
    const bytes = this.#received;
    if (bytes.length < 2) return undefined;
    const short = (bytes[1] ?? 0) & 0x7f;
    const start = short === LENGTH_64 ? 10 : short === LENGTH_16 ? 4 : 2;
    if (bytes.length < start) return undefined;
    const length =
      short === LENGTH_64
        ? Number(bytes.readBigUInt64BE(2))
        : short === LENGTH_16
          ? bytes.readUInt16BE(2)
          : short;
    if (bytes.length < start + length) return undefined;
    this.#received = bytes.subarray(start + length);
    return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(start, start + length) };
  }

  #packet(text: string): void {
    if (text === "2") return this.#send("3");
    if (text.startsWith("0")) return this.#arrived("opened");
    if (text.startsWith(`40${NAMESPACE}`)) return this.#arrived("connected");
    if (text.startsWith("44")) return this.#fail(new Error(`the handshake was refused: ${text}`));
    const ack = ACK.exec(text);
    if (ack !== null) {
      const id = Number(ack[1]);
      const [answer] = JSON.parse(text.slice(ack[0].length)) as unknown[];
      this.#acks.get(id)?.resolve(answer);
      this.#acks.delete(id);
      return;
    }
    const name = /^42\/live,\["([^"]+)"/.exec(text)?.[1];
    if (name !== undefined) this.#arrived(name);
  }

  #arrived(name: string): void {
    this.#seen.add(name);
    this.#waits.get(name)?.resolve(undefined);
    this.#waits.delete(name);
  }
}

const OPENED_AT_ONCE = 50;

/** A socket for each fan, by the access token. @throws Error when one is refused */
export async function openWires(
  url: string,
  fans: readonly Fan[],
): Promise<ReadonlyMap<string, SignalWire>> {
  const wires = new Map<string, SignalWire>();
  for (let at = 0; at < fans.length; at += OPENED_AT_ONCE) {
    const part = fans.slice(at, at + OPENED_AT_ONCE);
    await Promise.all(
      part.map(async ({ token }) => wires.set(token, await SignalWire.open(url, token))),
    );
  }
  return wires;
}

const upgrade = (host: string): string =>
  [
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    "\r\n",
  ].join("\r\n");
