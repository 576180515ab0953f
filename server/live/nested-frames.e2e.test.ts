// A frame of 16 KB has room for thousands of levels. A payload that is nested too deep gets an ack
// with a code or loses its socket, and the node goes on.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
import { LIVE_NAMESPACE, type SignalName } from "../../client-sdk/protocol/signals.js";
import { TestSystem } from "../../testing/kit/test-system.js";
import { DEPTH_MAX } from "../commands/input/depth.js";

/** All signals: the type lets none be missing. */
const SIGNALS: Record<SignalName, true> = {
  "queue:join": true,
  "queue:resume": true,
  "queue:status": true,
  "queue:leave": true,
  "seats:watch": true,
  "seats:sync": true,
  "seats:unwatch": true,
  "reservation:hold": true,
  "reservation:change": true,
  "reservation:release": true,
  "reservation:pay": true,
  "wallet:get": true,
};
/** About as many levels as a frame of 16 KB has room for. */
const LISTS = 7500;
const OBJECTS = 2600;

const lists = (levels: number, inmost = "1"): string =>
  `${"[".repeat(levels)}${inmost}${"]".repeat(levels)}`;
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

interface Refused {
  readonly ok: boolean;
  readonly error: { readonly code: string; readonly meta: unknown };
}

describe("a nested frame", () => {
  let system: TestSystem;
  const open: Socket[] = [];

  beforeAll(async () => {
    system = await TestSystem.open();
  });
  afterEach(() => {
    for (const socket of open.splice(0)) socket.disconnect();
  });
  afterAll(() => system.close());

  function client(auth: object): Socket {
    const options = { auth, transports: ["websocket"], reconnection: false, forceNew: true };
    const socket = io(`${system.url()}${LIVE_NAMESPACE}`, options);
    open.push(socket);
    return socket;
  }

  async function connected(): Promise<Socket> {
    const { token } = await system.signUp();
    const socket = client({ token });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("connect_error", reject);
    });
    return socket;
  }

  /** Writes the frame itself: the encoder of the client would run out of stack. */
  function ask(socket: Socket, signal: string, payload: string): Promise<Refused> {
    const id = Math.floor(Math.random() * 1e9);
    const head = `3${LIVE_NAMESPACE},${id}`;
    const { engine } = socket.io;
    return new Promise((resolve, reject) => {
      engine.once("close", (reason) => {
        reject(new Error(`closed: ${reason}`));
      });
      engine.on("data", (frame: unknown) => {
        if (typeof frame !== "string" || !frame.startsWith(`${head}[`)) return;
        resolve((JSON.parse(frame.slice(head.length)) as [Refused])[0]);
      });
      engine.write(`2${LIVE_NAMESPACE},${id}["${signal}",${payload}]`);
    });
  }

  const TOO_DEEP = {
    ok: false,
    error: {
      code: "VALIDATION",
      meta: { errors: [{ pointer: "", message: `is nested deeper than ${DEPTH_MAX} levels` }] },
    },
  };

  it.each(Object.keys(SIGNALS))(
    "N9 %s refuses 33 levels and thousands of levels",
    async (signal) => {
      const socket = await connected();
      for (const shape of [lists, objects]) {
        expect(await ask(socket, signal, shape(DEPTH_MAX + 1))).toMatchObject(TOO_DEEP);
        const fits = await ask(socket, signal, shape(DEPTH_MAX));
        expect(fits.error.code).toBe("VALIDATION");
        expect(fits).not.toMatchObject(TOO_DEEP);
      }
      expect(await ask(socket, signal, lists(LISTS))).toMatchObject(TOO_DEEP);
      expect(await ask(socket, signal, objects(OBJECTS))).toMatchObject(TOO_DEEP);
    },
  );

  it("N9 an unknown signal is NOT_FOUND, however deep its payload is", async () => {
    const { error } = await ask(await connected(), "no:such", lists(LISTS));
    expect(error.code).toBe("NOT_FOUND");
  });

  it("N9 bytes inside thousands of levels close at most the socket of their sender", async () => {
    const [deep, other] = [await connected(), await connected()];
    const inside = lists(LISTS, '{"_placeholder":true,"num":0}');
    deep.io.engine.write(`51-${LIVE_NAMESPACE},7["queue:join",${inside}]`);
    deep.io.engine.write(Buffer.from("bytes"));
    const next = await ask(deep, "wallet:get", "{}").catch(() => ({ ok: "closed" }));
    expect([true, "closed"]).toContain(next.ok);
    expect((await ask(other, "wallet:get", "{}")).ok).toBe(true);
  });

  it("N9 a handshake with thousands of levels is UNAUTHENTICATED", async () => {
    const socket = client({});
    const { engine } = socket.io;
    const answered = new Promise<string>((resolve) => {
      engine.on("data", (frame: unknown) => {
        const text = String(frame);
        if (text.startsWith(`4${LIVE_NAMESPACE},`)) resolve(text);
      });
    });
    engine.once("open", () => {
      engine.write(`0${LIVE_NAMESPACE},{"token":${lists(LISTS)}}`);
    });
    expect(await answered).toContain('"code":"UNAUTHENTICATED"');
  });
});
