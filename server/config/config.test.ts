import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "@jest/globals";
import { CONFIG_FIELDS, ConfigError, loadConfig, type Env } from "./config.js";

const KEY = "a-key-for-tests-with-more-than-32-bytes";
const OTHER_KEY = "another-key-for-tests-with-32-bytes-or-more";
const ENV: Env = {
  REDIS_URL: "redis://:redis-password@127.0.0.1:6379",
  DATABASE_URL: "mysql://app:database-password@127.0.0.1:3306/onsale",
  JWT_SECRET: KEY,
};

function problemsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("N9 takes every default of the contract when only the stores and the secret are given", () => {
  const config = loadConfig(ENV);
  expect(config).toMatchObject({
    port: 3000,
    metricsPort: 9464,
    roles: ["api", "live", "worker"],
    shards: 1,
    currency: "KRW",
    authPerMinute: 60,
    kafkaBrokers: [],
    isProduction: false,
    policy: { holdMs: 300_000, sessionMs: 600_000, maxActive: 500, perMinute: 6000 },
  });
});

test("N9 reports every missing and wrong setting at once, by its name", () => {
  const problems = problemsOf({
    PORT: "70000",
    HOLD_MS: "5 minutes",
    ROLES: "api,cook",
    TRUSTED_PROXIES: "10.0.0.0/99",
    CURRENCY: "won",
    JWT_SECRET: "short",
    DATABASE_URL: "postgres://x/y",
  });
  expect(problems.map((line) => line.split(":")[0])).toEqual([
    "REDIS_URL",
    "DATABASE_URL",
    "PORT",
    "ROLES",
    "HOLD_MS",
    "TRUSTED_PROXIES",
    "CURRENCY",
    "JWT_SECRET",
  ]);
});

test("N9 treats an empty setting as one that is not given", () => {
  expect(loadConfig({ ...ENV, PORT: "", ADMIN_EMAIL: " " }).port).toBe(3000);
  expect(problemsOf({ ...ENV, REDIS_URL: "" })).toEqual(["REDIS_URL: is missing"]);
});

test.each(Object.entries(CONFIG_FIELDS))(
  "N9 %s has a meaning, and its default is valid",
  (name) => {
    const field: { meaning: string; default?: string | number | boolean } =
      CONFIG_FIELDS[name as keyof typeof CONFIG_FIELDS];
    expect(field.meaning).not.toBe("");
    const given = field.default === undefined ? {} : { [name]: String(field.default) };
    expect(problemsOf({ ...ENV, ...given })).toEqual([]);
  },
);

test.each(["SECRET", "x".repeat(64), "0123456"])("N9 refuses %s as a signing secret", (weak) => {
  expect(problemsOf({ ...ENV, JWT_SECRET: weak })).toHaveLength(1);
  expect(problemsOf({ ...ENV, JWT_SECRET_PREVIOUS: weak })).toHaveLength(1);
});

test("N9 refuses a previous signing secret that is the present one", () => {
  expect(problemsOf({ ...ENV, JWT_SECRET_PREVIOUS: KEY })).toEqual([
    "JWT_SECRET_PREVIOUS: is the same as JWT_SECRET",
  ]);
  expect(problemsOf({ ...ENV, JWT_SECRET_PREVIOUS: OTHER_KEY })).toEqual([]);
});

test("N9 refuses an e-mail or a password alone, and a weak password in production", () => {
  expect(problemsOf({ ...ENV, ADMIN_EMAIL: "admin@example.com" })).toHaveLength(1);
  const admin = { ADMIN_EMAIL: "admin@example.com", ADMIN_PASSWORD: "demo-admin" };
  expect(problemsOf({ ...ENV, ...admin })).toEqual([]);
  expect(problemsOf({ ...ENV, ...admin, NODE_ENV: "production" })).toHaveLength(1);
});

test("N9 has no default for a secret, in production or elsewhere", () => {
  const names = Object.entries(CONFIG_FIELDS)
    .filter(([, field]) => "secret" in field)
    .filter(([, field]) => "default" in field);
  expect(names).toEqual([]);
  expect(problemsOf({ NODE_ENV: "production" }).map((line) => line.split(":")[0])).toEqual([
    "REDIS_URL",
    "DATABASE_URL",
    "JWT_SECRET",
  ]);
});

test("N9 refuses to hash passwords cheaply in production", () => {
  const cheap = { ...ENV, PASSWORD_MEMORY_KIB: "8" };
  expect(problemsOf(cheap)).toEqual([]);
  expect(problemsOf({ ...cheap, NODE_ENV: "production" })).toHaveLength(1);
});

test("N9 masks secrets by their type wherever the settings are printed", () => {
  const config = loadConfig({ ...ENV, ADMIN_EMAIL: "a@b.co", ADMIN_PASSWORD: "admin-password" });
  const printed = [
    JSON.stringify(config),
    inspect(config, { depth: 9 }),
    `${String(config.jwtSecret)} ${String(config.redisUrl)}`,
  ].join("\n");
  for (const word of [KEY, "redis-password", "database-password", "admin-password"]) {
    expect(printed).not.toContain(word);
  }
  expect(config.jwtSecret.reveal()).toBe(KEY);
});

test("N9 shows no value of a secret in a problem", () => {
  const problems = problemsOf({ ...ENV, DATABASE_URL: "nonsense-with-a-password" }).join("\n");
  expect(problems).not.toContain("nonsense");
});

test("N9 reads a secret from a file, and refuses one given twice", () => {
  const folder = mkdtempSync(join(tmpdir(), "onsale-config-"));
  const path = join(folder, "jwt");
  writeFileSync(path, `${OTHER_KEY}\n`);
  const rest = { ...ENV, JWT_SECRET: undefined };
  expect(loadConfig({ ...rest, JWT_SECRET_FILE: path }).jwtSecret.reveal()).toBe(OTHER_KEY);
  expect(problemsOf({ ...ENV, JWT_SECRET_FILE: path })).toHaveLength(1);
  rmSync(folder, { recursive: true });
  expect(problemsOf({ ...rest, JWT_SECRET_FILE: path })).toHaveLength(1);
});

test("N9 freezes the settings and the policy in them", () => {
  const config = loadConfig(ENV);
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.policy)).toBe(true);
});

test("N9 trusts only the proxies of the settings", () => {
  const { trustedProxies } = loadConfig({ ...ENV, TRUSTED_PROXIES: "10.0.0.0/8, ::1" });
  expect(trustedProxies.check("10.1.2.3")).toBe(true);
  expect(trustedProxies.check("11.1.2.3")).toBe(false);
  expect(trustedProxies.check("::1", "ipv6")).toBe(true);
});
