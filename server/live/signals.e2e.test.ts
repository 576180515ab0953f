// The live door and a foreign client: whatever it sends, it gets an ack with a code, changes
// nothing, and the process goes on.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { TestSystem, type ShowtimeOnSale } from "../../testing/kit/test-system.js";
import { eventually, PATIENCE_MS } from "../../testing/kit/until.js";

interface AckOf<T> {
  readonly ok: boolean;
  readonly data: T;
  readonly error: {
    readonly code: string;
    readonly retry: string;
    readonly requestId: string;
    readonly meta?: unknown;
  };
}

interface Place {
  readonly token: string;
  readonly status: string;
}

interface Held {
  readonly id: string;
  readonly status: string;
}

describe("the live door", () => {
  let system: TestSystem;
  let showtime: ShowtimeOnSale;
  const open: Socket[] = [];

  beforeAll(async () => {
    system = await TestSystem.open();
    showtime = await system.showtimeOnSale();
  });
  afterEach(() => {
    for (const socket of open.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await system.audit();
    await system.close();
  });

  async function connect(token: unknown, node = 0): Promise<Socket> {
    const socket = io(`${system.url(node)}/live`, {
      auth: token === undefined ? {} : { token },
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

  const ask = <T = unknown>(socket: Socket, signal: string, input: unknown): Promise<AckOf<T>> =>
    socket.timeout(PATIENCE_MS).emitWithAck(signal, input) as Promise<AckOf<T>>;

  async function inSession(): Promise<{ socket: Socket; token: string; member: string }> {
    const fan = await system.fan();
    const socket = await connect(fan.token);
    const input = { showtimeId: showtime.showtimeId };
    const joined = await ask<Place>(socket, "queue:join", input);
    const { token } = joined.data;
    await eventually(async () => {
      const { data } = await ask<Place>(socket, "queue:status", { ...input, token });
      return data.status === "admitted" ? true : undefined;
    });
    return { socket, token, member: fan.id };
  }

  it("A5 refuses a socket without a token, with a forged one, with one of a wrong type", async () => {
    for (const token of [undefined, "forged", 17, { a: 1 }, "x".repeat(9000)]) {
      await expect(connect(token)).rejects.toMatchObject({ data: { code: "UNAUTHENTICATED" } });
    }
  });

  it("A7 closes the sockets of a session that logs out", async () => {
    const fan = await system.signUp();
    const socket = await connect(fan.token);
    const closed = new Promise((resolve) => socket.once("disconnect", resolve));
    await system.ask("POST", "/logout", { token: fan.token });
    await closed;
    await expect(connect(fan.token)).rejects.toMatchObject({ data: { code: "UNAUTHENTICATED" } });
  });

  it("N9 answers every malformed signal with VALIDATION and a request id", async () => {
    const { token } = await system.signUp();
    const socket = await connect(token);
    const signals = [
      "queue:join",
      "queue:resume",
      "queue:status",
      "queue:leave",
      "seats:watch",
      "seats:sync",
      "seats:unwatch",
      "reservation:hold",
      "reservation:change",
      "reservation:release",
      "reservation:pay",
    ];
    const inputs = [
      undefined,
      null,
      17,
      "text",
      [],
      {},
      { showtimeId: {} },
      { showtimeId: ["1"], token: 5 },
      { showtimeId: "1", token: "t", opId: "o", seatIds: "1" },
      { showtimeId: "1", unknownField: true, token: "t", opId: "o", seatIds: ["1"], epoch: 1 },
      { showtimeId: "1", token: "t", opId: "o", seatIds: [] },
      { showtimeId: "1", token: "t", opId: "o", areaId: "a", quantity: 1.5 },
      { reservationId: 1, seatIds: [null], opId: {}, idempotencyKey: [] },
      JSON.parse('{"__proto__": {"showtimeId": "1"}, "constructor": {"prototype": 1}}') as object,
      { showtimeId: "x".repeat(8000) },
    ];
    for (const signal of signals) {
      const acks = await inTurn(inputs, (input) => ask(socket, signal, input));
      for (const ack of acks) {
        expect(ack).toMatchObject({ ok: false, error: { code: "VALIDATION", retry: "never" } });
        expect(ack.error.requestId).not.toBe("");
      }
    }
  });

  /** Does one after the other, and repeats those that the limit of a socket refuses. */
  async function inTurn<T, U>(items: readonly T[], act: (item: T) => Promise<U>): Promise<U[]> {
    const answers: U[] = [];
    for (const item of items) {
      answers.push(
        await eventually(async () => {
          const answer = await act(item);
          const { error } = answer as { error?: { code: string } };
          return error?.code === "RATE_LIMITED" ? undefined : answer;
        }),
      );
    }
    return answers;
  }

  it("C7 refuses a forged, a foreign and a missing queue token, each with its code", async () => {
    const { socket } = await inSession();
    const other = await inSession();
    const input = { showtimeId: showtime.showtimeId, opId: randomUUID(), seatIds: ["1"] };
    const withToken = (token: string) => ask(socket, "reservation:hold", { ...input, token });
    expect((await withToken("forged")).error.code).toBe("INVALID_QUEUE_TOKEN");
    expect((await withToken(other.token)).error.code).toBe("INVALID_QUEUE_TOKEN");
    expect((await ask(socket, "reservation:hold", input)).error.code).toBe("QUEUE_NOT_READY");
    for (const signal of ["queue:status", "queue:resume", "queue:leave", "seats:watch"]) {
      const ack = await ask(socket, signal, {
        showtimeId: showtime.showtimeId,
        token: other.token,
      });
      expect(ack.error.code).toBe("INVALID_QUEUE_TOKEN");
    }
  });

  it("E5 refuses unknown ids with the code of what is missing", async () => {
    const { socket, token } = await inSession();
    const { showtimeId } = showtime;
    const opId = randomUUID();
    const code = async (signal: string, input: object) =>
      (await ask(socket, signal, input)).error.code;
    expect(await code("queue:join", { showtimeId: "999999" })).toBe("SHOWTIME_NOT_FOUND");
    expect(await code("queue:join", { showtimeId: 999_999 })).toBe("SHOWTIME_NOT_FOUND");
    expect(await code("reservation:hold", { showtimeId, token, opId, seatIds: ["51"] })).toBe(
      "SEAT_UNKNOWN",
    );
    expect(
      await code("reservation:hold", { showtimeId, token, opId, areaId: "x", quantity: 1 }),
    ).toBe("AREA_UNKNOWN");
    expect(await code("reservation:release", { reservationId: randomUUID(), opId })).toBe(
      "RESERVATION_NOT_FOUND",
    );
    expect(await code("reservation:pay", { reservationId: "no", idempotencyKey: opId })).toBe(
      "RESERVATION_NOT_FOUND",
    );
  });

  it("E2 E6 E7 holds, changes and releases for its owner; other members are refused", async () => {
    const mine = await inSession();
    const other = await inSession();
    const opId = randomUUID();
    const hold = { showtimeId: showtime.showtimeId, seatIds: ["10", "11"] };
    const input = { ...hold, token: mine.token, opId };
    const first = await ask<Held>(mine.socket, "reservation:hold", input);
    expect(first.data.status).toBe("held");
    const again = await ask<Held>(mine.socket, "reservation:hold", input);
    expect(again.data).toEqual(first.data);
    const taken = await ask(other.socket, "reservation:hold", {
      ...hold,
      token: other.token,
      opId: randomUUID(),
    });
    expect(taken.error).toMatchObject({ code: "SEAT_TAKEN", meta: { seatIds: ["10", "11"] } });
    const { alternatives } = taken.error.meta as { alternatives: string[][] };
    expect(alternatives[0]).toHaveLength(2);
    expect(alternatives.length).toBeLessThanOrEqual(5);
    const one = await ask(other.socket, "reservation:hold", {
      ...hold,
      seatIds: ["10"],
      token: other.token,
      opId: randomUUID(),
    });
    expect((one.error.meta as { alternatives: string[] }).alternatives).toContain("9");
    const reservationId = first.data.id;
    const foreign = await ask(other.socket, "reservation:release", {
      reservationId,
      opId: randomUUID(),
    });
    expect(foreign.error.code).toBe("FORBIDDEN");
    const changed = await ask<{ seats: { id: string }[] }>(mine.socket, "reservation:change", {
      reservationId,
      seatIds: ["11", "12"],
      opId: randomUUID(),
    });
    expect(changed.data.seats.map(({ id }) => id)).toEqual(["11", "12"]);
    const release = { reservationId, opId: randomUUID() };
    expect((await ask<Held>(mine.socket, "reservation:release", release)).data.status).toBe(
      "released",
    );
    expect((await ask<Held>(mine.socket, "reservation:release", release)).ok).toBe(true);
    const late = await ask(mine.socket, "reservation:release", { reservationId, opId: "other" });
    expect(late.error.code).toBe("ALREADY_CANCELLED");
  });

  it("N9 points at the missing field of the alternative that was chosen", async () => {
    const { token } = await system.signUp();
    const socket = await connect(token);
    const ack = await ask(socket, "reservation:hold", { showtimeId: "1", seatIds: ["1"] });
    expect(ack.error.meta).toMatchObject({ errors: [{ pointer: "/opId" }] });
  });

  it("N9 answers a signal without a payload, and an unknown one with NOT_FOUND", async () => {
    const { token } = await system.signUp();
    const socket = await connect(token);
    const bare = socket.timeout(PATIENCE_MS);
    expect(await bare.emitWithAck("wallet:get")).toMatchObject({ ok: true });
    expect((await ask(socket, "wallet:get", null)).ok).toBe(true);
    expect(await bare.emitWithAck("queue:join")).toMatchObject({ error: { code: "VALIDATION" } });
    for (const name of ["no:such", "toString", "__proto__", "queue:JOIN"]) {
      expect((await ask(socket, name, {})).error).toMatchObject({ code: "NOT_FOUND" });
      const none = (await bare.emitWithAck(name)) as AckOf<never>;
      expect(none).toMatchObject({ error: { code: "NOT_FOUND", retry: "never" } });
    }
    // So many at once that also a slow machine gets them within one window.
    await eventually(async () => {
      const acks = await Promise.all(Array.from({ length: 100 }, () => ask(socket, "no:such", {})));
      return acks.some(({ error }) => error.code === "RATE_LIMITED") ? true : undefined;
    });
  });

  it("C7 queue:admitted follows each join and resume that answers admitted", async () => {
    const socket = await connect((await system.fan()).token);
    const heard: unknown[] = [];
    socket.on("queue:admitted", (signal: unknown) => heard.push(signal));
    const input = { showtimeId: showtime.showtimeId };
    const { token } = (await ask<Place>(socket, "queue:join", input)).data;
    await eventually(() => Promise.resolve(heard.length > 0 ? true : undefined));
    const join = async (signal: string, given: object) => {
      const before = heard.length;
      const { data } = await ask<Place & { sessionEndsAt: string }>(socket, signal, given);
      expect(data.status).toBe("admitted");
      await eventually(() => Promise.resolve(heard.length > before ? true : undefined));
      expect(heard.at(-1)).toEqual({ ...input, sessionEndsAt: data.sessionEndsAt });
    };
    await join("queue:join", input);
    await join("queue:join", { showtimeId: Number(showtime.showtimeId) });
    await join("queue:resume", { ...input, token });
    const before = heard.length;
    for (let at = 0; at < 5; at++) await ask(socket, "queue:status", { ...input, token });
    expect(heard).toHaveLength(before);
  });

  it("ignores a signal without an ack function", async () => {
    const { token } = await system.signUp();
    const socket = await connect(token);
    socket.emit("queue:join", { showtimeId: showtime.showtimeId });
    socket.emit("queue:join");
    socket.emit("no:such", { a: 1 }, "not a function");
    socket.emit("reservation:hold", "not an object", 5);
    expect((await ask(socket, "wallet:get", {})).ok).toBe(true);
  });

  it("closes a socket that sends a frame over 16 KB, and only that one", async () => {
    const { token } = await system.signUp();
    const [big, other] = [await connect(token), await connect(token)];
    const closed = new Promise((resolve) => big.once("disconnect", resolve));
    big.emit("queue:join", { showtimeId: "x".repeat(100_000) }, () => undefined);
    await closed;
    expect((await ask(other, "wallet:get", {})).ok).toBe(true);
  });

  it("D4 a watcher sees a hold, and watching needs a place", async () => {
    const [mine, other] = [await inSession(), await inSession()];
    const watch = await ask<{ epoch: number; version: number; states: Buffer }>(
      other.socket,
      "seats:watch",
      { showtimeId: showtime.showtimeId, token: other.token },
    );
    expect(Buffer.from(watch.data.states)).toHaveLength(50);
    const deltas: { changes: [number, number][] }[] = [];
    other.socket.on("seats:delta", (delta: { changes: [number, number][] }) => deltas.push(delta));
    await ask(mine.socket, "reservation:hold", {
      showtimeId: showtime.showtimeId,
      token: mine.token,
      opId: randomUUID(),
      seatIds: ["25"],
    });
    await eventually(() => {
      const heard = deltas.some(({ changes }) => changes.some(([i, s]) => i === 24 && s === 1));
      return Promise.resolve(heard ? true : undefined);
    });
    const { token } = await system.signUp();
    const stranger = await connect(token);
    const refused = await ask(stranger, "seats:watch", { showtimeId: showtime.showtimeId });
    expect(refused.error.code).toBe("QUEUE_NOT_READY");
    const synced = await ask(stranger, "seats:sync", {
      showtimeId: showtime.showtimeId,
      epoch: 1,
      version: 1,
    });
    expect(synced.error.code).toBe("QUEUE_NOT_READY");
  });

  it("a node that stops sends its sockets a time to come back, then closes them", async () => {
    const node = await system.addNode();
    const { token } = await system.signUp();
    const socket = await connect(token, system.nodes.indexOf(node));
    const drained = new Promise<{ reconnectInMs: number }>((resolve) => {
      socket.once("drain", resolve);
    });
    const closed = new Promise<string>((resolve) => socket.once("disconnect", resolve));
    await node.stop();
    expect((await drained).reconnectInMs).toBeGreaterThanOrEqual(0);
    // For this reason a client reconnects by itself.
    expect(await closed).toBe("transport close");
  });
});
