// Each operation is asked once for each of its good answers; the test client judges every answer by
// the document. What is settled later (202) needs a store that is away: durability.e2e.test.ts.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { TestSystem } from "../../../testing/kit/test-system.js";
import { eventually } from "../../../testing/kit/until.js";
import { allRoutes } from "../create-api.js";

const PASSWORD = "a-good-password-1";
const DAY_MS = 86_400_000;
const routes = allRoutes(Date.now);

interface Call {
  /** Parts of the path, by name. */
  readonly at?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** What the calls below read of the answers. */
interface Body {
  readonly id: string;
  readonly token: string;
  readonly status: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const dates = () => ({
  startsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  salesOpenAt: new Date(Date.now() - 60_000).toISOString(),
  layout: { seats: 20, priceClass: "standard" },
  priceClasses: [{ id: "standard", name: "Standard", price: 30_000 }],
  areas: [{ id: "pit", name: "Pit", capacity: 10, priceClass: "standard" }],
});

describe("the answers of every operation", () => {
  let system: TestSystem;
  let organiser: string;
  let admin: string;
  const seen = new Set<string>();

  beforeAll(async () => {
    system = await TestSystem.open();
    organiser = (await system.signUp("organiser")).token;
    admin = await system.admin();
  });
  afterAll(() => system.close());

  /** Calls an operation by its id. @throws Error when it refuses */
  async function call(id: string, { at = {}, query = "", ...ask }: Call = {}): Promise<Body> {
    const route = routes.find((known) => known.id === id);
    if (route === undefined) throw new Error(`there is no operation ${id}`);
    const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) => at[name] ?? "me");
    const answer = await system.settled(() =>
      system.ask<Body>(route.method.toUpperCase(), `${path}${query}`, ask),
    );
    if (answer.status >= 400) throw new Error(`${id}: ${JSON.stringify(answer.body)}`);
    seen.add(`${id} ${answer.status}`);
    return answer.body;
  }

  it("N7 accounts, members and wallets answer as documented", async () => {
    const email = `${randomUUID()}@test.example`;
    await call("signUp", { body: { email, password: PASSWORD, name: "Kim" } });
    const login = await call("logIn", { body: { email, password: PASSWORD } });
    const { refreshToken } = login;
    const { accessToken: token } = await call("refreshTokens", { body: { refreshToken } });
    await call("readToken", { token, body: { token } });
    await call("readToken", { token, body: { token: "no token" } });
    await call("readMember", { token });
    await call("updateMember", { token, body: { name: "Lee" } });
    const key = { "Idempotency-Key": randomUUID() };
    await call("topUpWallet", { token, body: { amount: 5 }, headers: key });
    await call("topUpWallet", { token, body: { amount: 5 }, headers: key });
    for (const id of ["readWallet", "listWalletEntries", "listMemberReservations"]) {
      await call(id, { token });
    }
    await call("listMemberPayments", { token });
    await call("readMember", { token, query: "?fields=id,name" });
    await call("logOut", { token });
    const other = await call("logIn", { body: { email, password: PASSWORD } });
    await call("withdrawMember", { token: other.accessToken });
    const members = [{ email: `${randomUUID()}@test.example`, name: "Imported", balance: 7 }];
    await call("importMembers", { token: admin, body: { members, issueTokens: true } });
  });

  it("N7 the catalogue and a live sale answer as documented", async () => {
    const name = `Night ${randomUUID()}`;
    const { id } = await call("createPerformance", { token: organiser, body: { name } });
    const performance = { at: { performanceId: id }, token: organiser };
    await call("updatePerformance", { ...performance, body: { name, category: "concert" } });
    const draft = await call("createShowtime", { ...performance, body: dates() });
    await call("updateShowtime", { at: { showtimeId: draft.id }, token: organiser, body: dates() });
    await call("submitPerformance", performance);
    await call("rejectPerformance", { ...performance, token: admin, body: { reason: "no" } });
    await call("submitPerformance", performance);
    await call("approvePerformance", { ...performance, token: admin });
    await call("listPerformances", { query: "?bookable=true" });
    await call("listPerformances", { query: "?q=nothing-has-this-name" });
    await call("readPerformance", performance);
    await call("listShowtimes", { ...performance, query: "?limit=1" });
    const showtime = { at: { showtimeId: draft.id }, token: organiser };
    await call("readShowtime", showtime);
    await call("readLayout", showtime);
    await call("updateSale", { ...showtime, body: { maxPerUser: 10 } });
    const body = { seatIds: ["19", "20"], reason: "camera" };
    await call("blockSeats", { ...showtime, body });
    await call("readSeats", { ...showtime, query: "?status=blocked" });
    await call("unblockSeats", { ...showtime, body });
  });

  it("N7 the way from the waiting room to a payment answers as documented", async () => {
    const { showtimeId } = await system.showtimeOnSale(dates());
    const { token } = await system.fan();
    const room = { at: { showtimeId }, token };
    const joined = await call("joinQueue", room);
    const headers = { "X-Queue-Token": joined.token };
    await eventually(async () => {
      const { status } = await call("joinQueue", room);
      return status === "admitted" ? true : undefined;
    });
    await call("readPlace", { ...room, headers });
    const seats = { showtimeId, seatIds: ["1", "2"] };
    const held = await call("holdSeats", { token, headers, body: seats });
    const reservation = { at: { reservationId: held.id }, token };
    await call("changeHold", { ...reservation, body: { seatIds: ["3"] } });
    await call("readReservation", reservation);
    await call("listReservations", { token });
    const key = { "Idempotency-Key": randomUUID() };
    const paid = await call("payReservation", {
      token,
      headers: key,
      body: { reservationId: held.id },
    });
    await call("readPayment", { at: { paymentId: paid.id }, token });
    await call("readReservationPayment", reservation);
    await call("listPayments", { token });
    await call("joinQueue", room);
    const area = { showtimeId, areaId: "pit", quantity: 2 };
    await eventually(async () => {
      const { status } = await call("joinQueue", room);
      return status === "admitted" ? true : undefined;
    });
    const again = { "X-Queue-Token": (await call("joinQueue", room)).token };
    const places = await call("holdSeats", { token, headers: again, body: area });
    await call("releaseHold", { at: { reservationId: places.id }, token });
    await call("leaveQueue", { ...room, headers: again });
  });

  it("N7 no operation is left out", () => {
    const documented = routes.flatMap(({ id, answers }) =>
      Object.keys(answers).map((status) => `${id} ${status}`),
    );
    const settledLater = ["topUpWallet 202", "payReservation 202"];
    expect([...seen, ...settledLater].toSorted()).toEqual(documented.toSorted());
  });
});
