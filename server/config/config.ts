// The only reader of the environment: parses and validates it, reports every problem at once.
import { readFileSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import type { z } from "zod";
import type { Secret } from "./secret.js";
import { CONFIG_FIELDS, type RoleName, type Setting } from "./settings.js";

export { CONFIG_FIELDS };

/** An environment: the name of a variable → its text. */
export type Env = Readonly<Record<string, string | undefined>>;

const DAY_MS = 86_400_000;
const ADMIN_PASSWORD_MIN = 12;
const PASSWORD_MEMORY_KIB_MIN = 47_104;

type Fields = typeof CONFIG_FIELDS;
type Values = { readonly [K in keyof Fields]: z.output<Fields[K]["schema"]> };

/** Why an environment cannot be used; `problems` has a line for each setting. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings cannot be used:\n${problems.map((line) => `  ${line}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const given = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === "" ? undefined : value.trim();

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error("cannot be read", { cause });
  }
}

function valueOf(env: Env, name: string, isSecret: boolean): string | undefined {
  const direct = given(env[name]);
  const file = isSecret ? given(env[`${name}_FILE`]) : undefined;
  if (file === undefined) return direct;
  if (direct !== undefined) throw new Error(`and ${name}_FILE are both given`);
  return given(readFile(file));
}

function parseField(env: Env, name: string, spec: Setting<z.ZodType>): unknown {
  const value = valueOf(env, name, spec.secret ?? false) ?? asText(spec.default);
  if (value === undefined && !spec.schema.safeParse(undefined).success) {
    throw new Error("is missing");
  }
  const parsed = spec.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map((issue) => issue.message).join("; "));
}

const asText = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

function parseAll(env: Env): Values {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries<Setting<z.ZodType>>(CONFIG_FIELDS)) {
    try {
      values[name] = parseField(env, name, spec);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  problems.push(...combinationProblems(values, env));
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values;
}

/** Problems of settings that do not fit each other. */
function combinationProblems(values: Partial<Values>, env: Env): string[] {
  const problems: string[] = [];
  const { ADMIN_PASSWORD: password } = values;
  const isGiven = (name: string): boolean => given(env[name]) !== undefined;
  if (isGiven("ADMIN_EMAIL") !== (isGiven("ADMIN_PASSWORD") || isGiven("ADMIN_PASSWORD_FILE"))) {
    problems.push("ADMIN_EMAIL and ADMIN_PASSWORD: give both or none");
  }
  const previous = values.JWT_SECRET_PREVIOUS?.reveal();
  if (previous !== undefined && previous === values.JWT_SECRET?.reveal()) {
    problems.push("JWT_SECRET_PREVIOUS: is the same as JWT_SECRET");
  }
  if (values.NODE_ENV !== "production") return problems;
  if (password !== undefined && password.reveal().length < ADMIN_PASSWORD_MIN) {
    problems.push(`ADMIN_PASSWORD: needs ${ADMIN_PASSWORD_MIN} characters in production`);
  }
  const memory = values.PASSWORD_MEMORY_KIB;
  if (memory !== undefined && memory < PASSWORD_MEMORY_KIB_MIN) {
    problems.push(`PASSWORD_MEMORY_KIB: needs ${PASSWORD_MEMORY_KIB_MIN} in production`);
  }
  return problems;
}

/** The first administrator, made at start when there is none. */
export interface Admin {
  readonly email: string;
  readonly password: Secret;
}

function proxiesOf(cidrs: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", bits] = cidr.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  return proxies;
}

const asConfig = (v: Values) => ({
  env: v.NODE_ENV,
  isProduction: v.NODE_ENV === "production",
  redisUrl: v.REDIS_URL,
  databaseUrl: v.DATABASE_URL,
  kafkaBrokers: v.KAFKA_BROKERS as readonly string[],
  host: v.HOST,
  port: v.PORT,
  metricsPort: v.METRICS_PORT,
  roles: v.ROLES as readonly RoleName[],
  shards: v.SHARDS,
  /** Defaults of a sale's policy. */
  policy: Object.freeze({
    mode: "fifo" as const,
    maxActive: v.MAX_ACTIVE,
    perMinute: v.PER_MINUTE,
    holdMs: v.HOLD_MS,
    sessionMs: v.SESSION_MS,
    maxPerUser: v.MAX_PER_USER,
  }),
  trustedProxies: proxiesOf(v.TRUSTED_PROXIES),
  authPerMinute: v.AUTH_PER_MINUTE,
  allowedOrigins: v.ALLOWED_ORIGINS as readonly string[],
  currency: v.CURRENCY,
  logLevel: v.LOG_LEVEL,
  jwtSecret: v.JWT_SECRET,
  jwtSecretPrevious: v.JWT_SECRET_PREVIOUS,
  accessTokenSeconds: v.ACCESS_TOKEN_SECONDS,
  refreshTokenMs: v.REFRESH_TOKEN_DAYS * DAY_MS,
  passwords: Object.freeze({
    memoryKib: v.PASSWORD_MEMORY_KIB,
    hashesAtOnce: v.PASSWORD_HASHES_AT_ONCE,
    hashesWaiting: v.PASSWORD_HASHES_WAITING,
  }),
  bodyMaxBytes: v.BODY_MAX_BYTES,
  requestTimeoutMs: v.REQUEST_TIMEOUT_MS,
  admin: adminOf(v),
});

function adminOf({ ADMIN_EMAIL: email, ADMIN_PASSWORD: password }: Values): Admin | undefined {
  return email === undefined || password === undefined ? undefined : { email, password };
}

/** The settings of a node, parsed; `settings.ts` says what each means. */
export type Config = Readonly<ReturnType<typeof asConfig>>;

/**
 * The settings of an environment, frozen.
 * @param env default: the environment of the process
 * @throws ConfigError with every problem at once
 */
export function loadConfig(env: Env = process.env): Config {
  return Object.freeze(asConfig(parseAll(env)));
}
