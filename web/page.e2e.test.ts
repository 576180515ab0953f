// The page in a real browser, from the login to the ticket, with a reload at every step.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { chromium, type Browser, type Page } from "playwright-core";
import { TestSystem } from "../testing/kit/test-system.js";
import { PATIENCE_MS } from "../testing/kit/until.js";
import { demoAccounts, demoEnvironment } from "../tools/seed/demo-accounts.js";
import type { ShowtimeBody } from "../client-sdk/index.js";
import { seedDemo, type Seeded } from "../tools/seed/seed.js";
import { ensureChromium } from "../tools/services/programs.js";

const ROOT = join(import.meta.dirname, "..");
/** What `npm run build` runs: as a process, because the bundler fails inside the test runner. */
const BUILD = "tools/build-page.ts";
const environment = demoEnvironment({});
const { fan } = demoAccounts(environment);

interface Held {
  readonly data: readonly { readonly expiresAt: string }[];
}

async function seeded(system: TestSystem): Promise<Seeded> {
  const sales = await seedDemo({ url: system.url(), environment });
  if (sales === undefined) throw new Error("nothing was seeded");
  return sales;
}

/** Adds a showtime to the club performance. */
function addDate({ organiser, sales }: Seeded, body: object): Promise<ShowtimeBody> {
  const priceClasses = [
    { id: "front", name: "Front", price: 50_000 },
    { id: "pit", name: "Pit", price: 20_000 },
  ];
  return organiser.rest.ask(`/performances/${sales.club.performanceId}/showtimes`, {
    method: "POST",
    body: {
      startsAt: new Date(Date.now() + 86_400_000).toISOString(),
      salesOpenAt: new Date(Date.now() - 1_000).toISOString(),
      layout: { seats: 2, priceClass: "front" },
      priceClasses,
      ...body,
    },
  });
}

async function doOverlap(page: Page, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([
    page.locator(one).boundingBox(),
    page.locator(other).boundingBox(),
  ]);
  if (a === null || b === null) throw new Error(`${one} or ${other} is not there`);
  const isBeside = a.x + a.width <= b.x || b.x + b.width <= a.x;
  return !isBeside && a.y + a.height > b.y && b.y + b.height > a.y;
}

const changeSale = ({ organiser }: Seeded, id: string, state: string): Promise<unknown> =>
  organiser.rest.ask(`/showtimes/${id}/sale`, { method: "PATCH", body: { state } });

/** Good to about a second, as the clock of the page is. */
const CLOCK_SECONDS = 2;

interface Countdown {
  /** In ms, like the moments from which on it may have been shown. */
  readonly endsAt: number;
  readonly shownFrom: number;
}

async function expectCountdown(page: Page, { endsAt, shownFrom }: Countdown): Promise<void> {
  const text = await page.getByRole("timer").innerText();
  const [, minutes, seconds] = /^(\d+):(\d\d)$/.exec(text) ?? [];
  const shown = Number(minutes) * 60 + Number(seconds);
  expect(shown).toBeLessThanOrEqual((endsAt - shownFrom) / 1000 + CLOCK_SECONDS);
  expect(shown).toBeGreaterThanOrEqual((endsAt - Date.now()) / 1000 - CLOCK_SECONDS);
}

const widthOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth);

describe("the page of a sale", () => {
  let system: TestSystem;
  let browser: Browser | undefined;
  let page: Page;
  let clubId: string;
  let clubs: Seeded;
  const complaints: string[] = [];

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(ROOT, "tools/run.mjs"), BUILD], {
      cwd: ROOT,
    });
    system = await TestSystem.open({ env: environment });
    clubs = await seeded(system);
    clubId = clubs.sales.club.showtimeId;
    const executablePath = await ensureChromium({ log: () => undefined });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage({ locale: "en-GB", viewport: { width: 1_100, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => {
      if (line.type() === "error") complaints.push(line.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    clubs.admin.close();
    clubs.organiser.close();
    await system.close();
  });

  /** A date whose page was there before its sale opened: on a slow machine that takes longer. */
  async function seenBeforeItOpens(body: object): Promise<Countdown & { readonly id: string }> {
    const [opensIn, isOpen] = [page.getByText("The sale opens in"), page.locator("canvas")];
    for (let leadMs = 5_000; ; leadMs *= 2) {
      const shownFrom = Date.now();
      const endsAt = shownFrom + leadMs;
      const salesOpenAt = new Date(endsAt).toISOString();
      const { id } = await addDate(clubs, { ...body, salesOpenAt });
      await page.goto(`${system.url()}/#/showtimes/${id}`);
      await opensIn.or(isOpen).first().waitFor();
      const isEarly = (await opensIn.isVisible()) && Date.now() < endsAt - leadMs / 2;
      if (isEarly) return { id, endsAt, shownFrom };
    }
  }

  it("A6 B10 lists what is on sale, refuses a wrong password, and logs in", async () => {
    await page.goto(system.url());
    await page.getByRole("heading", { name: "Club Night" }).waitFor();
    await page.getByLabel("E-mail").fill(fan.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("E-mail or password is wrong").waitFor();
    await page.getByLabel("Password").fill(fan.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Balance ₩1,000,000").waitFor();
    // The browser reports the refused login as a network error.
    complaints.splice(0);
  });

  it("F1 tops up, and shows the balance of the wallet", async () => {
    await page.getByRole("button", { name: /^Top up/ }).click();
    await page.getByText("Balance ₩1,300,000").waitFor();
  });

  it("D1 E1 chooses seats on the map and holds them, with a countdown", async () => {
    await page.goto(`${system.url()}/#/showtimes/${clubId}`);
    await page.locator("canvas").waitFor();
    await page.getByText("Seats as a list").click();
    await page.getByRole("button", { name: "main, row 1, seat 4", exact: true }).click();
    await page.getByRole("button", { name: "main, row 1, seat 5", exact: true }).click();
    const shownFrom = Date.now();
    await page.getByRole("button", { name: "Hold 2 seats for ₩70,000" }).click();
    await page.getByRole("timer").waitFor();
    const { email, password } = fan;
    const login = await system.ask<{ accessToken: string }>("POST", "/login", {
      body: { email, password },
    });
    const { body } = await system.ask<Held>("GET", "/reservations", {
      token: login.body.accessToken,
    });
    const endsAt = Date.parse(body.data[0]?.expiresAt ?? "");
    await expectCountdown(page, { endsAt, shownFrom });
  });

  it("shows the hold again after a reload, and pays it", async () => {
    await page.reload();
    await page.getByRole("button", { name: "Pay ₩70,000" }).click();
    await page.getByText("Paid. See you there!").waitFor();
    await page.getByText("Balance ₩1,230,000").waitFor();
    expect(await page.getByText(/^Ticket /).count()).toBe(2);
  });

  it("E6 shows what is paid after a reload, and joins again only when the member asks for it", async () => {
    await page.reload();
    await page.getByText("Paid. See you there!").waitFor();
    await page.getByText("Total ₩70,000").waitFor();
    expect(await page.getByText(/^Ticket /).count()).toBe(2);
    expect(await page.locator("canvas").count()).toBe(0);
    await page.getByRole("button", { name: "Book more" }).click();
    await page.locator("canvas").waitFor();
    await page.reload();
    await page.getByRole("img", { name: "Seat map" }).waitFor();
  });

  it("D4 shows at once what other members hold", async () => {
    await page.getByText("Seats as a list").click();
    const theirs = page.getByRole("button", { name: "main, row 1, seat 9", exact: true });
    await theirs.waitFor();
    const other = await system.fan();
    const token = await system.admitted(other.token, clubId);
    const body = { showtimeId: clubId, seatIds: ["9"] };
    const headers = { "X-Queue-Token": token };
    await system.ask("POST", "/reservations", { token: other.token, headers, body });
    await theirs.waitFor({ state: "detached" });
  });

  it("shows a pause in one line, and its end in the same line", async () => {
    const change = (state: string) => changeSale(clubs, clubId, state);
    await change("paused");
    await page.getByText("The sale is paused for a moment").waitFor();
    await page.reload();
    await page.locator("canvas").waitFor();
    await page.getByText("The sale is paused for a moment").waitFor();
    await change("open");
    await page.getByText("The sale is open.").waitFor();
    expect(await page.getByText("The sale is").count()).toBe(1);
  });

  it("removes a failure once something succeeds, and shows three notices at most", async () => {
    await page.getByLabel("How many").fill("8");
    const best = page.getByRole("button", { name: "Hold the best" });
    await best.click();
    await page.locator(".notice.bad").waitFor();
    expect(await doOverlap(page, "#notices", ".basket button")).toBe(false);
    const topUp = page.getByRole("button", { name: /^Top up/ });
    for (let times = 0; times < 4; times++) {
      const answered = page.waitForResponse(/top-ups/);
      await topUp.click();
      await answered;
    }
    await page.locator(".notice.bad").waitFor({ state: "detached" });
    expect(await page.locator(".notice").count()).toBeLessThanOrEqual(3);
  });

  it("B11 counts down to the opening and joins by itself, until the sale is closed", async () => {
    const area = { id: "pit", name: "Pit", capacity: 10, priceClass: "pit" };
    const { id, endsAt, shownFrom } = await seenBeforeItOpens({ areas: [area] });
    await expectCountdown(page, { endsAt, shownFrom });
    await page.locator("canvas").waitFor();
    await page.getByRole("heading", { name: "Best available" }).waitFor();
    expect(await page.getByRole("option", { name: /^Pit/ }).count()).toBe(0);
    await changeSale(clubs, id, "closed");
    await page.getByText("The sale is closed.").waitFor();
    expect(await page.getByRole("button", { name: /Hold/ }).count()).toBe(0);
  });

  it("C6 shows no button to hold in a sold-out sale, and marks it in the list", async () => {
    const { id } = await addDate(clubs, {});
    const other = await system.fan();
    const token = await system.admitted(other.token, id);
    const asked = { token: other.token, headers: { "X-Queue-Token": token } };
    const body = { showtimeId: id, seatIds: ["1", "2"] };
    const held = await system.ask<{ id: string }>("POST", "/reservations", { ...asked, body });
    const headers = { "Idempotency-Key": held.body.id };
    const payment = { token: other.token, headers, body: { reservationId: held.body.id } };
    expect((await system.ask("POST", "/payments", payment)).status).toBe(201);
    await page.goto(`${system.url()}/#/showtimes/${id}`);
    await page.getByText("Everything is sold.").waitFor();
    expect(await page.getByRole("button", { name: /Hold/ }).count()).toBe(0);
    await page.getByRole("link", { name: "All sales", exact: true }).click();
    await page.getByText("Everything is sold.").waitFor();
  });

  it("D6 links back from an unknown sale, and nothing is wider than a phone", async () => {
    await page.goto(`${system.url()}/#/showtimes/999999`);
    await page.getByText("There is no such sale.").waitFor();
    // The browser reports a 404 as a network error.
    complaints.splice(0);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole("link", { name: "All sales" }).click();
    await page.getByRole("heading", { name: "Club Night" }).waitFor();
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
    await page.goto(`${system.url()}/#/showtimes/${clubs.sales.arena.showtimeId}`);
    await page.locator("canvas").waitFor();
    expect(await widthOf(page)).toBeLessThanOrEqual(390);
  });

  it("speaks Korean as well, and no error was logged", async () => {
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("button", { name: "로그아웃" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("ko");
    await page.goto(`${system.url()}/#/showtimes/999998`);
    await page.getByText("없는 공연입니다.").waitFor();
    complaints.splice(
      complaints.findIndex((line) => line.includes("404")),
      1,
    );
    expect(complaints).toEqual([]);
  });
});
