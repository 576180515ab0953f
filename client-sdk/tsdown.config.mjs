// One config for all formats: each call of the tool would clean the folder of the one before.
// The IIFE carries socket.io-client with it and is what a page without a bundler loads.

import { join } from "node:path";
import { defineConfig } from "tsdown";

const FOLDER = import.meta.dirname;
const common = {
  cwd: FOLDER,
  entry: { index: join(FOLDER, "index.ts") },
  outDir: join(FOLDER, "dist"),
  target: "es2022",
  platform: "neutral",
  fixedExtension: true,
  logLevel: "warn",
};

export default defineConfig([
  { ...common, format: ["esm", "cjs"], dts: true, clean: true },
  {
    ...common,
    format: "iife",
    platform: "browser",
    globalName: "Onsale",
    minify: true,
    dts: false,
    clean: false,
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
  },
]);
