// Builds the page that the server serves, web/dist/: one script, one style sheet, one document.

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";

const WEB = fileURLToPath(new URL("../web/", import.meta.url));
const STATIC = ["index.html", "style.css"];

/** Bundles web/src with the client SDK into web/dist. */
export async function buildPage(): Promise<void> {
  const dist = join(WEB, "dist");
  mkdirSync(dist, { recursive: true });
  await build({
    ...{ config: false, clean: false, dts: false, report: false, logLevel: "error" },
    ...{ format: "iife", platform: "browser", target: "es2022", minify: true },
    entry: { main: join(WEB, "src", "main.ts") },
    outDir: dist,
    cwd: WEB,
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    outputOptions: { entryFileNames: "main.js" },
    inputOptions: { checks: { pluginTimings: false } },
  });
  for (const name of STATIC) copyFileSync(join(WEB, name), join(dist, name));
}

/** `npm run build`: builds the page and prints how long it took. */
export async function main(): Promise<void> {
  const startedAt = performance.now();
  await buildPage();
  const took = Math.round(performance.now() - startedAt);
  process.stdout.write(`web/dist built in ${String(took)} ms\n`);
}
