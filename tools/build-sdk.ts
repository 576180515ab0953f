// Builds the client SDK as it is published, client-sdk/dist/: ES modules, CommonJS, types, and one
// script that contains socket.io-client, for pages without a bundler.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";

const SDK = fileURLToPath(new URL("../client-sdk/", import.meta.url));

const COMMON = {
  config: false,
  cwd: SDK,
  entry: { index: join(SDK, "index.ts") },
  outDir: join(SDK, "dist"),
  target: "es2022",
  report: false,
  logLevel: "error",
  inputOptions: { checks: { pluginTimings: false } },
} as const;

/** Builds all formats. */
async function buildSdk(): Promise<void> {
  await build({
    ...COMMON,
    ...{
      format: ["esm", "cjs"],
      platform: "neutral",
      fixedExtension: true,
      dts: true,
      clean: true,
    },
  });
  await build({
    ...COMMON,
    ...{ format: "iife", platform: "browser", globalName: "Onsale", minify: true },
    ...{ dts: false, clean: false, deps: { alwaysBundle: [/.*/], onlyBundle: false } },
  });
}

/** `node tools/run.mjs tools/build-sdk.ts`: builds the SDK and prints how long it took. */
export async function main(): Promise<void> {
  const startedAt = performance.now();
  await buildSdk();
  const took = Math.round(performance.now() - startedAt);
  process.stdout.write(`client-sdk/dist built in ${String(took)} ms\n`);
}
