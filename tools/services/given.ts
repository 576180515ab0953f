// Checks the servers that the user has named. They are never started, stopped or changed.
import type { Redis } from "ioredis";
import { createConnection } from "mysql2/promise";
import { askRedis } from "./ask-redis.js";
import { REDIS_VERSION_MIN } from "./redis-server.js";
import { SetupError } from "./setup-error.js";
import { parseVersion } from "./version.js";
import { waitUntil } from "../processes/wait.js";

const TRY_FOR_MS = 3_000;
const TRY_EVERY_MS = 500;

/**
 * Checks REDIS_URL. @returns the program and its version
 * @throws SetupError with the reason when it does not answer or is too old
 */
export async function checkRedis(url: string): Promise<string> {
  // Of several nodes of a cluster only the first is checked.
  const first = url.split(",")[0] ?? url;
  const state = await attempt("REDIS_URL", first, () => askRedis(first, stateOf));
  const version = parseVersion(/redis_version:.*/.exec(state)?.[0] ?? "");
  if (!version.isAtLeast(REDIS_VERSION_MIN)) {
    throw new SetupError(
      `REDIS_URL is Redis ${version.text}; ${REDIS_VERSION_MIN} or newer is needed.`,
    );
  }
  return `Redis ${version.text}`;
}

/**
 * Checks DATABASE_URL. @returns the program and its version
 * @throws SetupError with the reason when it does not answer
 */
export async function checkDatabase(url: string): Promise<string> {
  const version = await attempt("DATABASE_URL", url, async () => {
    const connection = await createConnection({ uri: url, connectTimeout: 3_000 });
    try {
      const [rows] = await connection.query("SELECT VERSION() AS version");
      return JSON.stringify(rows);
    } finally {
      connection.destroy();
    }
  });
  return `${version.includes("MariaDB") ? "MariaDB" : "MySQL"} ${parseVersion(version).text}`;
}

/** Reads the state of the server. It is refused while the server still loads its data. */
async function stateOf(redis: Redis): Promise<string> {
  const state = await redis.info("server");
  await redis.ping();
  return state;
}

/** The URL without its password. */
function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:/@]*):[^@]*@/, "$1:***@");
}

async function attempt(name: string, url: string, ask: () => Promise<string>): Promise<string> {
  let answer: string | undefined;
  let reason = "";
  let isFinal = false;
  await waitUntil(
    async () => {
      try {
        answer = await ask();
      } catch (error) {
        reason = reasonOf(error);
        isFinal =
          !/ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|LOADING|closed/.test(
            reason,
          );
      }
      return answer !== undefined || isFinal;
    },
    { timeoutMs: TRY_FOR_MS, everyMs: TRY_EVERY_MS },
  );
  if (answer !== undefined) return answer;
  throw new SetupError(`${name} is set, but ${withoutPassword(url)} does not answer: ${reason}`);
}

/** The message of an error. When a host has several addresses, its errors have one reason each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
