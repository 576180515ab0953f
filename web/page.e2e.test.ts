// The page in a real browser: from the login to the ticket, through a reload at every step.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { chromium, type Browser, type Page } from "playwright-core";
import { TestSystem } from "../server/test/test-system.js";
import { demoAccounts, demoEnvironment } from "../tools/seed/demo-accounts.js";
import { seedDemo } from "../tools/seed/seed.js";
import { ensureChromium } from "../tools/services/programs.js";

const ROOT = join(import.meta.dirname, "..");
/** As `npm run build`: the bundler does not run inside the test runner's world. */
const BUILD = "tools/build-page.ts";
const environment = demoEnvironment({});
const { fan } = demoAccounts(environment);

describe("the page of a sale", () => {
  let system: TestSystem;
  let browser: Browser | undefined;
  let page: Page;
  let clubId: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(ROOT, "tools/run.mjs"), BUILD], {
      cwd: ROOT,
    });
    system = await TestSystem.open({ env: environment });
    const seeded = await seedDemo({ url: system.url(), environment });
    clubId = seeded?.sales.club.showtimeId ?? "";
    seeded?.admin.close();
    seeded?.organiser.close();
    const executablePath = await ensureChromium({ log: () => undefined });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage({ locale: "en-GB", viewport: { width: 1_100, height: 900 } });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => {
      if (line.type() === "error") complaints.push(line.text());
    });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await system.close();
  });

  it("A6 B10 lists what is on sale, tells a wrong password, and logs in", async () => {
    await page.goto(system.url());
    await page.getByRole("heading", { name: "Club Night" }).waitFor();
    await page.getByLabel("E-mail").fill(fan.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("E-mail or password is wrong").waitFor();
    await page.getByLabel("Password").fill(fan.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Balance ₩1,000,000").waitFor();
    // The refused login is an error of the network to the browser.
    complaints.splice(0);
  });

  it("F1 tops up, and shows the balance that the wallet has", async () => {
    await page.getByRole("button", { name: /^Top up/ }).click();
    await page.getByText("Balance ₩1,300,000").waitFor();
  });

  it("D1 E1 chooses seats on the map and holds them, with a countdown", async () => {
    await page.goto(`${system.url()}/#/showtimes/${clubId}`);
    await page.locator("canvas").waitFor();
    await page.getByText("Seats as a list").click();
    await page.getByRole("button", { name: "main, row 1, seat 4", exact: true }).click();
    await page.getByRole("button", { name: "main, row 1, seat 5", exact: true }).click();
    await page.getByRole("button", { name: "Hold 2 for ₩70,000" }).click();
    await page.getByRole("timer").waitFor();
    expect(await page.getByRole("timer").innerText()).toMatch(/^4:5\d$/);
  });

  it("a reload finds the hold again, and pays it", async () => {
    await page.reload();
    await page.getByRole("button", { name: "Pay ₩70,000" }).click();
    await page.getByText("Paid. See you there!").waitFor();
    await page.getByText("Balance ₩1,230,000").waitFor();
    expect(await page.getByText(/^Ticket /).count()).toBe(2);
  });

  it("D4 shows what others take, at once", async () => {
    await page.getByRole("button", { name: "Join again" }).click();
    await page.locator("canvas").waitFor();
    await page.getByText("Seats as a list").click();
    const theirs = page.getByRole("button", { name: "main, row 1, seat 9", exact: true });
    await theirs.waitFor();
    const other = await system.fan();
    const token = await system.admitted(other.token, clubId);
    const body = { showtimeId: clubId, seatIds: ["9"] };
    const headers = { "X-Queue-Token": token };
    await system.ask("POST", "/reservations", { token: other.token, headers, body });
    await theirs.waitFor({ state: "detached", timeout: 2_000 });
  });

  it("speaks Korean as well, and no line of it failed", async () => {
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("button", { name: "로그아웃" }).waitFor();
    expect(complaints).toEqual([]);
  });
});
