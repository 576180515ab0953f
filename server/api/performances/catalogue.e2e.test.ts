// The catalogue over a listening server with real stores: two nodes, one approves for both.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { TestSystem } from "../../../testing/kit/test-system.js";
import { eventually } from "../../../testing/kit/until.js";

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
  readonly code: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  readonly data: readonly Shown[];
  readonly nextCursor: string | null;
  readonly message: string;
  readonly policy: Readonly<Record<string, unknown>>;
  readonly layoutVersion: number;
  readonly seatCount: number;
  readonly startsAt: string;
  readonly showtimes: readonly Shown[];
}

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
const newName = (): string => `Show ${randomUUID()}`;

const DATE = {
  startsAt: inDays(30),
  salesOpenAt: inDays(-1),
  salesCloseAt: inDays(29),
  layout: { seats: 50, priceClass: "standard" },
  priceClasses: [{ id: "standard", name: "Standard", price: 30_000 }],
};

describe("the catalogue", () => {
  let system: TestSystem;
  let admin: string;
  let organiser: string;
  let stranger: string;
  let fan: string;

  beforeAll(async () => {
    system = await TestSystem.open({ nodes: 2 });
    admin = await system.admin();
    organiser = (await system.signUp("organiser")).token;
    stranger = (await system.signUp("organiser")).token;
    fan = (await system.signUp()).token;
  });
  afterAll(() => system.close());

  const ask = (method: string, path: string, token?: string, body?: unknown) =>
    system.settled(() => system.ask<Shown>(method, path, { token, body }));
  const create = (fields: object = {}, token = organiser) =>
    ask("POST", "/performances", token, { name: newName(), ...fields });
  const step = (id: string, name: string, token: string, body?: unknown) =>
    ask("POST", `/performances/${id}/${name}`, token, body);
  const date = (id: string, fields: object = {}, token = organiser) =>
    ask("POST", `/performances/${id}/showtimes`, token, { ...DATE, ...fields });

  async function approved(fields: object = {}, showtime: object = {}): Promise<Shown> {
    const { body } = await create(fields);
    const made = await date(body.id, showtime);
    await step(body.id, "submit", organiser);
    const { body: shown, status } = await step(body.id, "approve", admin);
    if (status !== 200) throw new Error(JSON.stringify(shown));
    return { ...shown, showtimes: [made.body] };
  }

  it("B1 B5 an organiser makes a draft and adds a date with schedule and prices", async () => {
    const { status, body } = await create({ category: "jazz", description: "Late." });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: "draft", category: "jazz", description: "Late." });
    const made = await date(body.id, { policy: { holdMs: 5000 } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      performanceId: body.id,
      startsAt: DATE.startsAt,
      seatCount: 50,
      layoutVersion: 1,
      priceClasses: DATE.priceClasses,
      policy: { mode: "fifo", maxActive: 500, perMinute: 6000, holdMs: 5000, sessionMs: 600_000 },
    });
    const read = await ask("GET", `/performances/${body.id}`, organiser);
    expect(read.body.showtimes.map(({ id }) => id)).toEqual([made.body.id]);
  });

  it("B1 refuses a performance without a name, and one whose name is taken", async () => {
    const missing = await ask("POST", "/performances", organiser, { category: "x" });
    expect([missing.status, missing.body.errors[0]?.pointer]).toEqual([400, "/name"]);
    const { body } = await create();
    const again = await create({ name: body.name.toUpperCase() });
    expect([again.status, again.body.code]).toEqual([409, "NAME_TAKEN"]);
  });

  it("A5 B1 refuses a performance of a fan, and without a token", async () => {
    expect((await create({}, fan)).body.code).toBe("FORBIDDEN");
    expect((await ask("POST", "/performances", undefined, { name: "x" })).status).toBe(401);
  });

  it("B3 B5 its organiser edits it; a stranger may not, and an unknown one is 404", async () => {
    const { body } = await create();
    const name = newName();
    const path = `/performances/${body.id}`;
    const { body: added } = await date(body.id);
    const changed = await ask("PUT", path, organiser, { name });
    expect(changed.body).toMatchObject({ name, showtimes: [{ id: added.id }] });
    expect((await ask("PUT", path, stranger, { name })).body.code).toBe("FORBIDDEN");
    expect((await ask("PUT", path, organiser, {})).body.errors[0]?.pointer).toBe("/name");
    const nothing = await ask("PUT", "/performances/999999", organiser, { name });
    expect([nothing.status, nothing.body.code]).toEqual([404, "PERFORMANCE_NOT_FOUND"]);
  });

  it("B9 goes from draft over submitted to approved; only then the public sees it", async () => {
    const { body } = await create();
    const path = `/performances/${body.id}`;
    await date(body.id);
    expect((await ask("GET", path)).body.code).toBe("PERFORMANCE_NOT_FOUND");
    expect((await ask("GET", path, stranger)).status).toBe(404);
    const early = await step(body.id, "approve", admin);
    expect([early.status, early.body.code]).toEqual([409, "INVALID_STATE"]);
    expect(early.body.meta).toEqual({ from: "draft", to: "approved" });
    expect((await step(body.id, "submit", stranger)).body.code).toBe("FORBIDDEN");
    expect((await step(body.id, "submit", organiser)).body.state).toBe("submitted");
    expect((await step(body.id, "approve", organiser)).body.code).toBe("FORBIDDEN");
    expect((await step(body.id, "approve", admin)).body.state).toBe("approved");
    expect((await step(body.id, "approve", admin)).status).toBe(409);
    expect((await ask("GET", path)).body.state).toBe("approved");
  });

  it("B9 is rejected with a reason, mended and submitted again", async () => {
    const { body } = await create();
    await step(body.id, "submit", organiser);
    expect((await step(body.id, "reject", admin, {})).body.errors[0]?.pointer).toBe("/reason");
    const rejected = await step(body.id, "reject", admin, { reason: "No prices" });
    expect(rejected.body).toMatchObject({ state: "rejected", reason: "No prices" });
    expect((await step(body.id, "submit", organiser)).body).toMatchObject({
      state: "submitted",
      reason: null,
    });
  });

  it("B9 N1 what one node approves can be joined on the other", async () => {
    const { showtimes } = await approved();
    const path = `/showtimes/${showtimes[0]?.id ?? ""}/queue`;
    const joined = await eventually(async () => {
      const answer = await system.ask("POST", path, { token: fan, node: 1 });
      return answer.status === 425 ? undefined : answer;
    });
    expect(joined.status).toBe(201);
  });

  it("B6 an organiser lists their own, in every state, and no others", async () => {
    const { body } = await create();
    const mine = await ask("GET", "/performances?mine&limit=100", organiser);
    expect(mine.body.data.map(({ id }) => id)).toContain(body.id);
    const other = await ask("GET", "/performances?mine=true", stranger);
    expect(other.body).toMatchObject({ data: [], nextCursor: null });
    expect(other.body.message).not.toBe("");
    expect((await ask("GET", "/performances?mine=1")).status).toBe(401);
  });

  it("B2 B10 finds by name, category and day; an empty list says so", async () => {
    const word = randomUUID();
    const startsAt = "2030-05-06T12:00:00.000Z";
    const category = `c-${word}`.slice(0, 40);
    const { id } = await approved({ name: `Über ${word}`, category }, { startsAt });
    const found = async (query: string): Promise<readonly string[]> =>
      (await ask("GET", `/performances?${query}`)).body.data.map((row) => row.id);
    expect(await found(`q=${encodeURIComponent(`ÜBER ${word}`)}`)).toEqual([id]);
    expect(await found(`category=${category}&date=2030-05-06`)).toEqual([id]);
    expect(await found(`category=${category}&date=2030-05-07`)).toEqual([]);
    expect(await found(`category=${category}&bookable=true`)).toEqual([id]);
    const none = await ask("GET", `/performances?q=${randomUUID()}`);
    expect([none.status, none.body.data]).toEqual([200, []]);
    expect(none.body.message).toContain("no performances");
  });

  it("B10 pages through the list by cursor, and leaves fields out", async () => {
    const category = randomUUID();
    for (let at = 0; at < 3; at++) await approved({ category });
    const path = `/performances?category=${category}&fields=id`;
    const first = await ask("GET", `${path}&limit=2`);
    expect(first.body.data.map((row) => Object.keys(row))).toEqual([["id"], ["id"]]);
    const rest = await ask("GET", `${path}&limit=2&cursor=${first.body.nextCursor ?? ""}`);
    expect(rest.body.data).toHaveLength(1);
    expect(rest.body.nextCursor).toBeNull();
    expect(new Set([...first.body.data, ...rest.body.data].map(({ id }) => id)).size).toBe(3);
    expect((await ask("GET", "/performances?cursor=AAAA")).body.code).toBe("VALIDATION");
  });

  it("B10 answers 304 to who has the list, the performance or the layout already", async () => {
    const { id, showtimes } = await approved();
    const showtime = showtimes[0]?.id ?? "";
    const paths = ["/performances", `/performances/${id}`, `/showtimes/${showtime}/layout`];
    for (const path of paths) {
      const read = await system.ask("GET", path);
      const etag = read.headers.get("ETag") ?? "";
      expect(etag).not.toBe("");
      const again = await system.ask("GET", path, { headers: { "If-None-Match": etag } });
      expect([again.status, again.body]).toEqual([304, {}]);
      for (const { headers } of [read, again])
        expect(headers.get("Cache-Control")).toBe("no-cache");
    }
    const name = newName();
    await ask("PUT", `/performances/${id}`, organiser, { name });
    expect((await ask("GET", `/performances/${id}`)).body.name).toBe(name);
  });

  it("B10 leaves fields out of the layout and of the seats too", async () => {
    const { showtimes } = await approved();
    const base = `/showtimes/${showtimes[0]?.id ?? ""}`;
    const layout = await system.ask("GET", `${base}/layout?fields=version,seatCount`);
    expect(layout.body).toEqual({ version: 1, seatCount: 50 });
    const headers = { "If-None-Match": layout.headers.get("ETag") ?? "" };
    const again = await system.ask("GET", `${base}/layout?fields=version`, { headers });
    expect(again.status).toBe(304);
    const seats = await ask("GET", `${base}/seats?fields=version,epoch&status=sold`, organiser);
    expect(Object.keys(seats.body).sort()).toEqual(["epoch", "version"]);
  });

  it("D2 the layout has seats 1 to 50 in rows, with places and price class", async () => {
    const { showtimes } = await approved();
    const { body } = await system.ask<{
      sections: { rows: { firstIndex: number; seats: { id: string; priceClass: string }[] }[] }[];
    }>("GET", `/showtimes/${showtimes[0]?.id ?? ""}/layout`);
    const rows = body.sections.flatMap((section) => section.rows);
    const seats = rows.flatMap((row) => row.seats);
    expect(seats.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, at) => `${at + 1}`));
    expect(rows.map(({ firstIndex }) => firstIndex)).toEqual([0, 10, 20, 30, 40]);
    expect(seats[0]?.priceClass).toBe("standard");
  });

  it("D6 a showtime, layout or performance that is not there answers its own 404", async () => {
    for (const id of ["999999", "0", "x", "99999999999999999999", "1e3", "%00", "me"]) {
      expect((await ask("GET", `/performances/${id}`)).body.code).toBe("PERFORMANCE_NOT_FOUND");
      expect((await ask("GET", `/showtimes/${id}`)).body.code).toBe("SHOWTIME_NOT_FOUND");
      expect((await ask("GET", `/showtimes/${id}/layout`)).body.code).toBe("SHOWTIME_NOT_FOUND");
    }
  });

  const WRONG_DATES: readonly (readonly [string, object, string])[] = [
    ["no start", { startsAt: undefined }, "/startsAt"],
    ["a start that is no time", { startsAt: "tomorrow" }, "/startsAt"],
    ["an end before the opening", { salesCloseAt: inDays(-2) }, "/salesCloseAt"],
    ["a queue that opens late", { queueOpensAt: inDays(1) }, "/queueOpensAt"],
    ["no price class", { priceClasses: [] }, "/priceClasses"],
    ["a class that is missing", { layout: { seats: 5, priceClass: "vip" } }, "/priceClasses"],
    [
      "half a price",
      { priceClasses: [{ ...DATE.priceClasses[0], price: 1.5 }] },
      "/priceClasses/0/price",
    ],
    ["a lottery", { policy: { mode: "lottery" } }, "/policy/mode"],
    ["a hold too short", { policy: { holdMs: 4999 } }, "/policy/holdMs"],
    ["a policy that is unknown", { policy: { fast: true } }, "/policy/fast"],
    ["nothing to sell", { layout: undefined }, "/layout"],
    ["no seats", { layout: { seats: 0, priceClass: "standard" } }, "/layout/seats"],
    ["two layouts", { layoutId: 1 }, "/layoutId"],
    [
      "an area of no class",
      { areas: [{ id: "p", name: "P", capacity: 1, priceClass: "x" }] },
      "/areas/0/priceClass",
    ],
  ];

  it.each(WRONG_DATES)(
    "B5 refuses a showtime with %s and names the field",
    async (_w, fields, at) => {
      const { body } = await create();
      const refused = await date(body.id, fields);
      expect([refused.status, refused.body.code]).toEqual([400, "VALIDATION"]);
      expect(refused.body.errors.map(({ pointer }) => pointer)).toContain(at);
      expect((await ask("GET", `/performances/${body.id}`, organiser)).body.showtimes).toEqual([]);
    },
  );

  it("B5 refuses a layout with a seat twice, and one that is not there", async () => {
    const { body } = await create();
    const row = { name: "1", seats: [{ number: 1 }, { number: "1" }] };
    const layout = { sections: [{ name: "A", priceClass: "standard", rows: [row] }] };
    const twice = await date(body.id, { layout });
    expect([twice.status, twice.body.code]).toEqual([400, "LAYOUT_INVALID"]);
    const none = await date(body.id, { layout: undefined, layoutId: 999_999 });
    expect([none.status, none.body.code]).toEqual([404, "LAYOUT_NOT_FOUND"]);
    expect((await date(body.id, {}, stranger)).body.code).toBe("FORBIDDEN");
    expect((await date("999999")).body.code).toBe("PERFORMANCE_NOT_FOUND");
  });

  it("B5 times, prices and seats change until the sale opens; then times alone", async () => {
    const opens = { salesOpenAt: inDays(1), queueOpensAt: inDays(0.5) };
    const { id, showtimes } = await approved({}, opens);
    const path = `/showtimes/${showtimes[0]?.id ?? ""}`;
    const put = (fields: object, token = organiser) =>
      ask("PUT", path, token, { ...DATE, ...opens, layout: undefined, ...fields });
    const dearer = { priceClasses: [{ id: "standard", name: "Standard", price: 40_000 }] };
    expect((await put(dearer)).body).toMatchObject({ ...dearer, layoutVersion: 2, seatCount: 50 });
    const fewer = await put({ layout: { seats: 20, priceClass: "standard" } });
    expect(fewer.body).toMatchObject({ layoutVersion: 3, seatCount: 20 });
    expect((await put({ startsAt: inDays(60) })).body).toMatchObject({ layoutVersion: 3 });
    expect((await put({}, stranger)).body.code).toBe("FORBIDDEN");
    const past = { salesOpenAt: inDays(-1), queueOpensAt: null };
    expect((await put(past)).body).toMatchObject({ layoutVersion: 3, seatCount: 20 });
    const late = await put({ ...past, ...dearer });
    expect([late.status, late.body.code]).toEqual([409, "LAYOUT_FROZEN"]);
    expect((await put({ ...past, salesCloseAt: inDays(5) })).status).toBe(200);
    const seats = { layout: { seats: 20, priceClass: "standard", name: "Small" } };
    const same = await put({ ...past, ...seats, startsAt: inDays(61), areas: [] });
    expect([same.status, same.body.layoutVersion]).toEqual([200, 3]);
    const swapped = { price: 30_000, name: "Standard", id: "standard" };
    expect((await put({ ...past, ...seats, priceClasses: [swapped] })).status).toBe(200);
    const area = { id: "pit", name: "Pit", capacity: 3, priceClass: "standard" };
    for (const other of [
      { layout: { seats: 21, priceClass: "standard" } },
      { layout: { sections: [], areas: [area] } },
      { areas: [area] },
    ]) {
      expect((await put({ ...past, ...seats, ...other })).body.code).toBe("LAYOUT_FROZEN");
    }
    const shown = await ask("GET", `/performances/${id}`);
    expect(shown.body.showtimes[0]).toMatchObject({ layoutVersion: 3, seatCount: 20 });
    const queue = await ask("POST", `${path}/queue`, fan);
    expect(queue.status).toBe(201);
  });

  it("B5 the policy of a live sale changes at once; a stranger may not", async () => {
    const { id, showtimes } = await approved();
    const path = `/showtimes/${showtimes[0]?.id ?? ""}/sale`;
    const changed = await ask("PATCH", path, organiser, { maxActive: 7, state: "paused" });
    expect(changed.body).toMatchObject({ state: "paused", maxActive: 7, holdMs: 300_000 });
    expect((await ask("PATCH", path, organiser, { state: "open" })).body.state).toBe("open");
    const shown = await ask("GET", `/performances/${id}`);
    expect(shown.body.showtimes[0]?.policy).toMatchObject({ maxActive: 7 });
    expect((await ask("PATCH", path, stranger, { maxActive: 1 })).body.code).toBe("FORBIDDEN");
    expect((await ask("PATCH", path, fan, { maxActive: 1 })).body.code).toBe("FORBIDDEN");
    expect((await ask("PATCH", path, organiser, {})).body.code).toBe("VALIDATION");
    expect((await ask("PATCH", path, organiser, { mode: "lottery" })).body.code).toBe("VALIDATION");
    const nothing = await ask("PATCH", "/showtimes/999999/sale", organiser, { maxActive: 1 });
    expect(nothing.body.code).toBe("SHOWTIME_NOT_FOUND");
  });

  it("B5 a showtime tells the state of its sale, as the clock has it", async () => {
    const { id, showtimes } = await approved();
    const path = `/showtimes/${showtimes[0]?.id ?? ""}`;
    const states = async () => [
      (await ask("GET", path)).body.state,
      (await ask("GET", `/performances/${id}`)).body.showtimes[0]?.state,
      (await ask("GET", `/performances/${id}/showtimes`)).body.data[0]?.state,
    ];
    expect(await states()).toEqual(["open", "open", "open"]);
    for (const state of ["paused", "open", "closed"]) {
      await ask("PATCH", `${path}/sale`, organiser, { state });
      expect(await states()).toEqual([state, state, state]);
    }
    const later = await approved({}, { salesOpenAt: inDays(1) });
    const early = `/showtimes/${later.showtimes[0]?.id ?? ""}`;
    expect((await ask("GET", early)).body.state).toBe("scheduled");
    const draft = await create();
    const made = await date(draft.body.id);
    expect(made.body.state).toBeUndefined();
    expect((await ask("GET", `/showtimes/${made.body.id}`, organiser)).body.state).toBeUndefined();
  });

  it("B5 before approval the policy changes, the state does not", async () => {
    const { body } = await create();
    const made = await date(body.id);
    const path = `/showtimes/${made.body.id}/sale`;
    const changed = await ask("PATCH", path, organiser, { maxPerUser: 2 });
    expect(changed.body).toMatchObject({ state: "scheduled", maxPerUser: 2 });
    const opened = await ask("PATCH", path, organiser, { state: "paused" });
    expect([opened.status, opened.body.code]).toEqual([409, "INVALID_STATE"]);
  });

  it("D4 an organiser takes seats off sale and puts them back; an unknown seat is named", async () => {
    const { showtimes } = await approved();
    const base = `/showtimes/${showtimes[0]?.id ?? ""}/seats`;
    const statusOf = async (id: string) => {
      const { body } = await system.ask<{ seats: { id: string; status: string }[] }>("GET", base, {
        token: organiser,
      });
      return body.seats.find((seat) => seat.id === id)?.status;
    };
    const block = { seatIds: ["3", "4"], reason: "Camera" };
    expect((await ask("POST", `${base}/block`, organiser, block)).status).toBe(200);
    expect(await statusOf("3")).toBe("blocked");
    expect(await statusOf("5")).toBe("available");
    expect((await ask("POST", `${base}/unblock`, organiser, block)).status).toBe(200);
    expect(await statusOf("3")).toBe("available");
    const unknown = await ask("POST", `${base}/block`, organiser, { ...block, seatIds: ["51"] });
    expect([unknown.status, unknown.body.code]).toEqual([404, "SEAT_UNKNOWN"]);
    expect((await ask("POST", `${base}/block`, stranger, block)).body.code).toBe("FORBIDDEN");
    expect((await ask("POST", `${base}/block`, fan, block)).body.code).toBe("FORBIDDEN");
  });
});
