// `/docs` in a real browser: the field for the token, and an operation tried with it.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connect } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { TestSystem } from "../../../testing/kit/test-system.js";
import { PATIENCE_MS } from "../../../testing/kit/until.js";
import { ensureChromium } from "../../../tools/services/programs.js";

describe("the page of the API", () => {
  let system: TestSystem;
  let browser: Browser | undefined;
  let page: Page;
  const complaints: string[] = [];
  const elsewhere: string[] = [];

  beforeAll(async () => {
    system = await TestSystem.open();
    const executablePath = await ensureChromium({ log: () => undefined });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage({ locale: "en-GB", viewport: { width: 1_200, height: 1_000 } });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => {
      if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
    });
    page.on("request", (request) => {
      const isOurs = request.url().startsWith(`${system.url()}/`);
      if (!isOurs && !request.url().startsWith("data:")) elsewhere.push(request.url());
    });
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        console.error(`policy: ${violatedDirective} ${blockedURI}`);
      });
    });
  });

  afterAll(async () => {
    await browser?.close();
    await system.close();
  });

  const operation = () => page.locator("[id$='-readMember']");

  /** Runs `GET /members/me` in the page. @returns the status it shows */
  async function tryReadMember(): Promise<string> {
    await operation().getByRole("button", { name: "Try it out" }).click();
    await operation().getByPlaceholder("memberId").fill("me");
    await operation().getByRole("button", { name: "Execute" }).click();
    const status = operation().locator(".live-responses-table .response-col_status").last();
    await status.waitFor();
    return (await status.innerText()).trim();
  }

  it("N7 authorises with an access token, tries an operation and shows what was answered", async () => {
    const member = await system.fan(70_000);
    await page.goto(`${system.url()}/docs`);
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.locator(".modal-ux input").fill(member.token);
    await page.locator(".modal-ux").getByRole("button", { name: "Apply credentials" }).click();
    await page.locator(".modal-ux").getByRole("button", { name: "Close", exact: true }).click();
    await operation().locator(".opblock-summary-control").click();
    expect(await tryReadMember()).toContain("200");
    const shown = await operation().locator(".live-responses-table").innerText();
    expect(shown).toContain(member.id);
    expect(shown).toContain("70000");
  });

  it("N7 a reload keeps the token and opens the same operation again", async () => {
    await page.reload();
    expect(await tryReadMember()).toContain("200");
  });

  it("N7 has no script but its own, asks no other host, and logs no complaint", () => {
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });

  it.each(["/docs", "/docs/"])(
    "N7 %s names files that are there, each with an ETag",
    async (path) => {
      const html = await fetch(`${system.url()}${path}`);
      expect([html.status, html.headers.get("content-type")]).toEqual([
        200,
        "text/html; charset=utf-8",
      ]);
      const text = await html.text();
      expect(text).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
      const named = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = ""]) => file);
      expect(named).toContain("/docs/swagger-ui-bundle.js");
      for (const file of [...named, "/docs"]) {
        const url = new URL(file, `${system.url()}${path}`);
        const answer = await fetch(url);
        expect(await answer.text()).not.toBe("");
        const etag = answer.headers.get("etag") ?? "none";
        expect([file, answer.status, answer.headers.get("cache-control")]).toEqual([
          file,
          200,
          "no-cache",
        ]);
        const again = await fetch(url, { headers: { "If-None-Match": etag } });
        expect([file, again.status, await again.text()]).toEqual([file, 304, ""]);
      }
    },
  );

  it.each([
    "/docs/../package.json",
    "/docs/..%2fpackage.json",
    "/docs/..%2F..%2Fpackage.json",
    "/docs/%2e%2e/package.json",
    "/docs/.%2e%5cpackage.json",
    "/docs/package.json",
    "/docs/swagger-ui-bundle.js.map",
    "/docs/docs/index.html",
    "/docs/__proto__",
    "/docs/nothing.js",
  ])("N7 serves nothing but those files: %s is 404 as problem+json", async (path) => {
    const { port } = new URL(system.url());
    const socket = connect(Number(port), "127.0.0.1");
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const [head = "", body = ""] = Buffer.concat(chunks).toString().split("\r\n\r\n");
    expect(head).toContain("404 Not Found");
    expect(head).toContain("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("N9 the page takes GET and HEAD alone", async () => {
    const post = await fetch(`${system.url()}/docs`, { method: "POST" });
    expect([post.status, post.headers.get("allow")]).toEqual([405, "HEAD, GET"]);
    expect(await post.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    const head = await fetch(`${system.url()}/docs/swagger-ui.css`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});
