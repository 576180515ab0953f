// The table of settings: config.ts reads the environment by it, and `.env.example` is made from it.
import { isIP } from "node:net";
import { z } from "zod";
import { Secret } from "./secret.js";

/** What a node can do: REST, signals, background work. */
export const ROLE_NAMES = ["api", "live", "worker"] as const;
/** One role of a node. */
export type RoleName = (typeof ROLE_NAMES)[number];

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const JWT_SECRET_BYTES_MIN = 32;

const text = (maxLength = 2048) => z.string().max(maxLength);

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);

const list = <T>(item: z.ZodType<T, string>) =>
  z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .transform((parts) => parts.filter((part) => part !== ""))
    .pipe(z.array(item).max(100));

function isUrlOf(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

const url = (...protocols: readonly string[]) =>
  z
    .string()
    .refine((value) => isUrlOf(value, protocols), `must be a URL (${protocols.join(" or ")}//…)`);

const redisUrl = z
  .string()
  .refine(
    (value) => value.split(",").every((part) => isUrlOf(part.trim(), ["redis:", "rediss:"])),
    "must be redis://host:port, or several separated by commas (the seeds of a cluster)",
  );

const secret = <T extends z.ZodType<string, string>>(schema: T) =>
  schema.transform((value) => new Secret(value));

const key = text().refine(
  (value) => Buffer.byteLength(value) >= JWT_SECRET_BYTES_MIN && new Set(value).size >= 8,
  `must have at least ${JWT_SECRET_BYTES_MIN} bytes of randomness`,
);

const isCidr = (value: string): boolean => {
  const [address = "", bits, ...rest] = value.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};

const origin = z
  .string()
  .refine(
    (value) => value === "*" || (URL.canParse(value) && new URL(value).origin === value),
    "must be an origin such as https://tickets.example.com",
  );

/** One setting: the schema of its text, its default, and what `.env.example` says about it. */
export interface Setting<T extends z.ZodType> {
  readonly schema: T;
  readonly default?: string | number | boolean;
  readonly unit?: string;
  readonly meaning: string;
  /** May be given as `<NAME>_FILE` instead: the path of a file that holds it. */
  readonly secret?: boolean;
}

const field = <T extends z.ZodType>(given: Setting<T>): Setting<T> => given;

/** Every setting, with its schema over the text in the environment. */
export const CONFIG_FIELDS = {
  NODE_ENV: field({
    schema: z.enum(["development", "test", "production"]),
    default: "development",
    meaning: "production seeds nothing and refuses weak secrets: development, test, production",
  }),
  REDIS_URL: field({
    schema: secret(redisUrl),
    secret: true,
    meaning:
      "Redis; several, by commas, are the seeds of a cluster; npm start runs its own if empty",
  }),
  DATABASE_URL: field({
    schema: secret(url("mysql:", "mariadb:")),
    secret: true,
    meaning: "mysql://user:password@host:port/database; npm start runs its own if empty",
  }),
  KAFKA_BROKERS: field({
    schema: list(text(255).regex(/^[^\s:]+:\d{1,5}$/, "must be host:port")),
    default: "",
    meaning: "host:port by commas; empty: events stay in the MySQL outbox and are read there",
  }),
  HOST: field({
    schema: text(255).min(1),
    default: "0.0.0.0",
    meaning: "Address on which the node listens",
  }),
  PORT: field({
    schema: integer(0, 65_535),
    default: 3000,
    meaning: "Port of REST, signals and the page; 0 takes a free one",
  }),
  METRICS_PORT: field({
    schema: integer(0, 65_535),
    default: 9464,
    meaning: "Port of /metrics; 0 takes a free one",
  }),
  ROLES: field({
    schema: list(z.enum(ROLE_NAMES)).refine((roles) => roles.length > 0, "names no role"),
    default: ROLE_NAMES.join(","),
    meaning: "What this node does, by commas: api, live, worker",
  }),
  SHARDS: field({
    schema: integer(1, 1024),
    default: 1,
    meaning:
      "Shards of the system; kept in MySQL at the first start, another value is refused later",
  }),
  HOLD_MS: field({
    schema: integer(5000, 3_600_000),
    default: 300_000,
    unit: "ms",
    meaning: "Time a member has to pay for a hold; default of a sale's policy",
  }),
  SESSION_MS: field({
    schema: integer(10_000, 7_200_000),
    default: 600_000,
    unit: "ms",
    meaning: "Length of a booking session; default of a sale's policy",
  }),
  MAX_ACTIVE: field({
    schema: integer(1, 100_000),
    default: 500,
    unit: "members",
    meaning: "Booking sessions of a showtime at the same time; default of a sale's policy",
  }),
  PER_MINUTE: field({
    schema: integer(1, 1_000_000),
    default: 6000,
    unit: "members per minute",
    meaning: "Admissions of a showtime; default of a sale's policy",
  }),
  MAX_PER_USER: field({
    schema: integer(1, 100),
    default: 8,
    unit: "seats",
    meaning: "Seats and units one member may have of a showtime; default of a sale's policy",
  }),
  TRUSTED_PROXIES: field({
    schema: list(text(64).refine(isCidr, "must be an address or a CIDR such as 10.0.0.0/8")),
    default: "",
    meaning: "Addresses or CIDRs, by commas, whose X-Forwarded-For is believed",
  }),
  AUTH_PER_MINUTE: field({
    schema: integer(1, 1_000_000),
    default: 60,
    unit: "calls per minute",
    meaning: "Sign-ups and logins of one address",
  }),
  ALLOWED_ORIGINS: field({
    schema: list(origin),
    default: "",
    meaning: "Origins of other pages that may call this server, by commas; * is every one",
  }),
  CURRENCY: field({
    schema: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as KRW"),
    default: "KRW",
    meaning: "ISO 4217 code of every amount",
  }),
  LOG_LEVEL: field({
    schema: z.enum(LOG_LEVELS),
    default: "info",
    meaning: `Lowest level that is logged: ${LOG_LEVELS.join(", ")}`,
  }),
  JWT_SECRET: field({
    schema: secret(key),
    secret: true,
    meaning: "Signs access and queue tokens (HS256), ≥ 32 bytes; npm start makes one if empty",
  }),
  JWT_SECRET_PREVIOUS: field({
    schema: secret(key).optional(),
    secret: true,
    meaning: "The secret before a rotation: still verifies, signs nothing",
  }),
  ACCESS_TOKEN_SECONDS: field({
    schema: integer(30, 86_400),
    default: 3600,
    unit: "s",
    meaning: "Lifetime of an access token",
  }),
  REFRESH_TOKEN_DAYS: field({
    schema: integer(1, 365),
    default: 30,
    unit: "days",
    meaning: "Lifetime of a login: refreshing does not move its end",
  }),
  PASSWORD_MEMORY_KIB: field({
    schema: integer(8, 1_048_576),
    default: 47_104,
    unit: "KiB",
    meaning: "Memory of one argon2id hash (t=1, p=1); production takes no less than 47104",
  }),
  PASSWORD_HASHES_AT_ONCE: field({
    schema: integer(1, 64),
    default: 2,
    unit: "hashes",
    meaning: "Password hashes that run at the same time; the others wait",
  }),
  PASSWORD_HASHES_WAITING: field({
    schema: integer(1, 100_000),
    default: 500,
    unit: "hashes",
    meaning: "Password hashes that may wait; more are answered SERVER_BUSY",
  }),
  BODY_MAX_BYTES: field({
    schema: integer(1024, 16_777_216),
    default: 1_048_576,
    unit: "bytes",
    meaning: "Largest body of a request",
  }),
  REQUEST_TIMEOUT_MS: field({
    schema: integer(100, 600_000),
    default: 30_000,
    unit: "ms",
    meaning: "Time within which a whole request must arrive",
  }),
  ADMIN_EMAIL: field({
    schema: z.email().max(254).optional(),
    meaning: "E-mail of the first administrator, made at start when there is none",
  }),
  ADMIN_PASSWORD: field({
    schema: secret(
      text(256).min(8, "must have at least 8 characters, 12 in production"),
    ).optional(),
    secret: true,
    meaning: "Password of the first administrator; at least 12 characters in production",
  }),
  ONSALE_NO_APT: field({
    schema: z.enum(["0", "1"]).transform((value) => value === "1"),
    default: 0,
    meaning: "1: npm start installs no Redis or MariaDB by apt, but says what is missing",
  }),
} as const;
