// Four tiers, cheapest first: `npx jest --selectProjects unit` needs no store at all.
// Test files always run in a worker (that is what workerIdleMemoryLimit brings about), so
// the flag for ES modules set here reaches every one of them, however jest was started.

import { existsSync } from "node:fs";
import { join } from "node:path";

const VM_MODULES = "--experimental-vm-modules --no-warnings=ExperimentalWarning";
const ROOT = import.meta.dirname;
const FOLDERS = ["server", "lua", "testing", "client-sdk", "tools", "web", "load-tests"];
const STORE_TIERS = ["redis", "mysql", "e2e"];

process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, VM_MODULES].filter(Boolean).join(" ");

const swc = [
  "@swc/jest",
  {
    swcrc: false,
    sourceMaps: "inline",
    jsc: { target: "es2023", parser: { syntax: "typescript" }, keepClassNames: true },
  },
];

const common = {
  rootDir: ROOT,
  roots: FOLDERS.map((folder) => join(ROOT, folder)).filter((folder) => existsSync(folder)),
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": swc },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": ["$1.js", "$1.ts"] },
  modulePathIgnorePatterns: ["/dist/", "/\\.onsale/"],
  setupFilesAfterEnv: ["<rootDir>/testing/jest/leaks.ts"],
};

const storeTier = (name) => ({
  ...common,
  displayName: name,
  testMatch: [`**/*.${name}.test.ts`],
  setupFilesAfterEnv: [...common.setupFilesAfterEnv, "<rootDir>/testing/jest/hang-limit.ts"],
  globalSetup: "<rootDir>/testing/stores/global-setup.mjs",
  globalTeardown: "<rootDir>/testing/stores/global-teardown.mjs",
});

const unitTier = {
  ...common,
  displayName: "unit",
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", `\\.(${STORE_TIERS.join("|")})\\.test\\.ts$`],
};

export default {
  projects: [unitTier, ...STORE_TIERS.map(storeTier)],
  testSequencer: "<rootDir>/testing/jest/tier-order.mjs",
  testTimeout: 30_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: "1GB",
  forceExit: false,
  detectOpenHandles: false,
};
