// Who has just held a seat does not see it available, through whichever door of their node.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { TestSystem, type ShowtimeOnSale } from "../../../testing/kit/test-system.js";
import { PATIENCE_MS } from "../../../testing/kit/until.js";

const SEATS = 50;
const TURNS = 200;
const [FREE, HELD, BLOCKED] = [0, 1, 3];

interface Seats {
  readonly version: number;
  readonly seats: readonly { readonly id: string; readonly status: string }[];
}

interface Synced {
  readonly version: number;
  readonly epoch: number;
  readonly states?: Buffer;
  readonly changes?: readonly (readonly [seat: number, state: number])[];
}

describe("a read through the node that wrote", () => {
  let system: TestSystem;
  let sale: ShowtimeOnSale;
  let fan: { readonly id: string; readonly token: string };
  let queueToken: string;

  beforeAll(async () => {
    system = await TestSystem.open();
    sale = await system.showtimeOnSale();
    fan = await system.fan();
    queueToken = await system.admitted(fan.token, sale.showtimeId);
  });
  afterAll(async () => {
    await system.audit();
    await system.close();
  });

  async function ask<T>(method: string, path: string, body?: unknown, token = fan.token) {
    const headers = { "X-Queue-Token": queueToken };
    const asked = { token, body, headers };
    const answer = await system.settled(() => system.ask<T & object>(method, path, asked));
    if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const read = async (query = "") => {
    const { seats } = await ask<Seats>("GET", `/showtimes/${sale.showtimeId}/seats${query}`);
    return new Map(seats.map(({ id, status }) => [id, status]));
  };
  const free = () => read("?status=available");
  const hold = (seatIds: string[]) =>
    ask<{ id: string }>("POST", "/reservations", { showtimeId: sale.showtimeId, seatIds });

  it("D4 over REST never shows a seat as it was before, two hundred holds and releases long", async () => {
    const wrong: string[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      const seat = String((turn % SEATS) + 1);
      const before = await free();
      if (!before.has(seat)) wrong.push(`${turn}: ${seat} is not free before it is held`);
      const { id } = await hold([seat]);
      if ((await free()).has(seat)) wrong.push(`${turn}: ${seat} is free though it is held`);
      await ask("DELETE", `/reservations/${id}`);
      if (!(await free()).has(seat)) wrong.push(`${turn}: ${seat} is not free once it is released`);
    }
    expect(wrong).toEqual([]);
  });

  it("D4 shows what was changed, paid, blocked and unblocked", async () => {
    const { id } = await hold(["1"]);
    await ask("PUT", `/reservations/${id}`, { seatIds: ["2"] });
    const changed = await read();
    expect([changed.get("1"), changed.get("2")]).toEqual(["available", "held"]);
    const headers = { "Idempotency-Key": randomUUID(), "X-Queue-Token": queueToken };
    const body = { reservationId: id };
    const asked = { token: fan.token, body, headers };
    const paid = await system.settled(() => system.ask("POST", "/payments", asked));
    expect(paid.status).toBe(201);
    // The payment ended the booking session.
    queueToken = await system.admitted(fan.token, sale.showtimeId);
    expect((await read()).get("2")).toBe("sold");
    const seats = `/showtimes/${sale.showtimeId}/seats`;
    const few = { seatIds: ["49"], reason: "camera" };
    await ask("POST", `${seats}/block`, few, sale.organiser);
    expect((await read()).get("49")).toBe("blocked");
    await ask("POST", `${seats}/unblock`, few, sale.organiser);
    expect((await read()).get("49")).toBe("available");
  });

  it("D4 over signals too: in the snapshot of a watcher and in what a sync brings", async () => {
    const options = { auth: { token: fan.token }, transports: ["websocket"], forceNew: true };
    const socket: Socket = io(`${system.url()}/live`, options);
    const signal = async <T>(name: string, input: object): Promise<T> => {
      const ack: unknown = await socket.timeout(PATIENCE_MS).emitWithAck(name, input);
      const { ok, data, error } = ack as { ok: boolean; data: T; error: unknown };
      if (!ok) throw new Error(`${name}: ${JSON.stringify(error)}`);
      return data;
    };
    const place = { showtimeId: sale.showtimeId, token: queueToken };
    const stateIn = ({ states, changes }: Synced, seat: number) =>
      states?.[seat] ?? new Map(changes).get(seat);
    try {
      let known = await signal<Synced>("seats:watch", place);
      // Four signals a turn, below the burst of one socket.
      for (let seat = 20; seat < 32; seat++) {
        const wanted = { ...place, seatIds: [String(seat + 1)], opId: randomUUID() };
        const { id } = await signal<{ id: string }>("reservation:hold", wanted);
        const { epoch, version } = known;
        const synced = await signal<Synced>("seats:sync", {
          ...place,
          token: undefined,
          epoch,
          version,
        });
        expect([seat, stateIn(synced, seat)]).toEqual([seat, HELD]);
        await signal("reservation:release", { reservationId: id, opId: randomUUID() });
        known = await signal<Synced>("seats:watch", place);
        expect([seat, stateIn(known, seat)]).toEqual([seat, FREE]);
      }
      const seats = `/showtimes/${sale.showtimeId}/seats`;
      await ask("POST", `${seats}/block`, { seatIds: ["33"], reason: "camera" }, sale.organiser);
      known = await signal<Synced>("seats:watch", place);
      expect(stateIn(known, 32)).toBe(BLOCKED);
    } finally {
      socket.disconnect();
    }
  });
});
