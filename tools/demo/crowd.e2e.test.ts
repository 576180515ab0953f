// Fans of every kind on real nodes: their own counts match the payments that the server has stored.

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { AnsweredPayment } from "../../client-sdk/index.js";
import { TestSystem } from "../../testing/kit/test-system.js";
import { demoAccounts, demoEnvironment } from "../seed/demo-accounts.js";
import { addShowtime, seedDemo, type Seeded } from "../seed/seed.js";
import { runFan, type FanWorld } from "./fan.js";
import { planFan, type FanPlan } from "./fan-plan.js";
import { importFans } from "./members.js";
import { Tally, TallySheet } from "./tally.js";

const SHAPE = { seed: 3, burstMs: 200, hasArea: true };
const POLICY = {
  maxActive: 50,
  perMinute: 60_000,
  holdMs: 30_000,
  sessionMs: 300_000,
  maxPerUser: 8,
};
/** A fan without long waits, so that the test is short. */
const hurried = (plan: FanPlan): FanPlan => ({
  ...plan,
  looksForMs: 10,
  clicksAfterMs: 10,
  hesitatesForMs: 10,
});

describe("the demo", () => {
  let system: TestSystem;
  let seeded: Seeded;
  const environment = { ...demoEnvironment({}) };

  const seed = async (): Promise<Seeded> => {
    const made = await seedDemo({ url: system.url(), environment });
    if (made === undefined) throw new Error("nothing was seeded");
    return made;
  };

  beforeAll(async () => {
    system = await TestSystem.open({ nodes: 2, env: demoEnvironment({}) });
    seeded = await seed();
  });

  afterAll(async () => {
    seeded.admin.close();
    seeded.organiser.close();
    await system.close();
  });

  it("B10 seeds two sales and three accounts once, also when it starts again", async () => {
    const again = await seed();
    expect(again.sales).toEqual(seeded.sales);
    again.admin.close();
    again.organiser.close();
    const { data } = await seeded.admin.catalogue.performances({ bookable: true });
    expect(data.map(({ name }) => name).toSorted()).toEqual(["Arena Live", "Club Night"]);
    const { email, password } = demoAccounts(environment).fan;
    const { body } = await system.ask<{ accessToken: string }>("POST", "/login", {
      body: { email, password },
    });
    const wallet = await system.ask("GET", "/members/me/wallet", { token: body.accessToken });
    expect(wallet.body["available"]).toBe(1_000_000);
  });

  it("D2 the club has seats 1 to 50, the arena 12,000 seats and a standing area", async () => {
    const { club, arena } = seeded.sales;
    const small = await seeded.organiser.catalogue.seats(club.showtimeId);
    expect(small.seats.map(({ number }) => Number(number))).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 1),
    );
    const layout = await seeded.organiser.catalogue.layout(arena.showtimeId);
    expect(layout.seatCount).toBe(12_000);
    expect(layout.priceClasses.length).toBeGreaterThan(2);
    expect(layout.areas).toHaveLength(1);
    expect(layout.sections.some(({ rows }) => rows.some(hasAccessibleSeat))).toBe(true);
  });

  it("C12 I10 every payment that a fan was answered is stored", async () => {
    const id = seeded.sales.arena.performanceId;
    const asked = { venue: "arena", id, now: Date.now(), policy: POLICY } as const;
    const { id: showtimeId } = await addShowtime(seeded.organiser, asked);
    const fans = await importFans(seeded.admin, { fans: 40, run: "story", shape: SHAPE });
    const sheet = new TallySheet();
    const answers: AnsweredPayment[] = [];
    const world: FanWorld = {
      ...{ urls: [system.url(0), system.url(1)], showtimeId, layouts: new Map() },
      count: (what, times) => sheet.count(what, times),
      took: (step, ms) => sheet.took(step, ms),
      refused: (error) => sheet.refused(String(error)),
      answered: (payment) => void answers.push(payment),
      end: new AbortController().signal,
    };
    await Promise.all(
      fans.map(({ number, ...account }) => runFan(world, account, hurried(planFan(number, SHAPE)))),
    );
    const tally = new Tally();
    tally.add(sheet.take(), Date.now());
    const { joined, admitted, held, paid, lapsed, released, gaveUp } = tally.summary(40, 1);
    expect({ joined, admitted, held, gaveUp }).toEqual({
      ...{ joined: 40, admitted: 40, held: 40, gaveUp: 0 },
    });
    expect(paid + lapsed + released).toBe(40);
    expect(Math.min(paid, lapsed, released, tally.count("toppedUp"))).toBeGreaterThan(0);
    expect(answers).toHaveLength(paid);
    const token = await adminToken(system);
    for (const { paymentId, reservationId, amount } of answers) {
      const { body } = await system.ask("GET", `/payments/${paymentId}`, { token });
      expect(body).toMatchObject({ id: paymentId, reservationId, amount });
      expect(["authorised", "captured"]).toContain(body["status"]);
    }
  });
});

const hasAccessibleSeat = ({ seats }: { seats: readonly { accessible?: boolean | undefined }[] }) =>
  seats.some(({ accessible }) => accessible === true);

async function adminToken(system: TestSystem): Promise<string> {
  const { email, password } = demoAccounts({}).admin;
  const { body } = await system.ask<{ accessToken: string }>("POST", "/login", {
    body: { email, password },
  });
  return body.accessToken;
}
