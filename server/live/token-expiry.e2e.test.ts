// A socket stays open when its access token expires, but its signals are refused.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
import { createAccessTokens } from "../auth/access-tokens.js";
import { signingKeys } from "../auth/signing-keys.js";
import { TestSystem } from "../../testing/kit/test-system.js";
import { eventually, PATIENCE_MS } from "../../testing/kit/until.js";

interface AckOf {
  readonly ok: boolean;
  readonly error?: { readonly code: string; readonly retry: string };
}

const LIFE_SECONDS = 4;

describe("a socket whose token expires", () => {
  let system: TestSystem;
  const open: Socket[] = [];

  beforeAll(async () => {
    system = await TestSystem.open();
  });
  afterAll(async () => {
    for (const socket of open) socket.disconnect();
    await system.close();
  });

  interface ShortToken {
    readonly token: string;
    readonly expiresAt: number;
  }

  /** A token of a new member that expires after so many seconds. */
  async function tokenFor(seconds: number): Promise<ShortToken> {
    const [node] = system.nodes;
    if (node === undefined) throw new Error("there is no node");
    const { accessTokens, config, now } = node.services;
    const { actor } = accessTokens.verify((await system.signUp()).token);
    const keys = signingKeys(config.jwtSecret);
    const short = createAccessTokens({ keys, accessTokenSeconds: seconds, now });
    const { token } = short.sign(actor);
    return { token, expiresAt: short.verify(token).expiresAt };
  }

  async function connect(token: string): Promise<Socket> {
    const socket = io(`${system.url()}/live`, {
      auth: { token },
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
    });
    open.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
    return socket;
  }

  const ask = (socket: Socket, signal: string, input: object): Promise<AckOf> =>
    socket.timeout(PATIENCE_MS).emitWithAck(signal, input) as Promise<AckOf>;

  /** A socket that was answered while its token was good; a slow machine needs a longer life. */
  async function heardInTime(): Promise<ShortToken & { socket: Socket }> {
    for (let seconds = LIFE_SECONDS; ; seconds *= 2) {
      const short = await tokenFor(seconds);
      const socket = await connect(short.token).catch(() => undefined);
      if (socket && (await ask(socket, "wallet:get", {})).ok) return { ...short, socket };
    }
  }

  it("A5 stays open, and each of its signals is refused with TOKEN_EXPIRED", async () => {
    const { token, expiresAt, socket } = await heardInTime();
    // Waits by the clock: signals sent meanwhile would meet the rate limit of the socket first.
    await eventually(() => Promise.resolve(Date.now() >= expiresAt || undefined));
    const refused = await ask(socket, "wallet:get", {});
    expect(refused.error).toMatchObject({ code: "TOKEN_EXPIRED", retry: "now" });
    expect(socket.connected).toBe(true);
    const join = await ask(socket, "queue:join", { showtimeId: "1" });
    expect(join.error?.code).toBe("TOKEN_EXPIRED");
    await expect(connect(token)).rejects.toMatchObject({ data: { code: "TOKEN_EXPIRED" } });
  });
});
