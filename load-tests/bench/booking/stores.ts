// The private stores of the bench: one MariaDB or MySQL for both contestants, and a Redis for the
// product.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guard, type Guard } from "../../../tools/processes/guard.mjs";
import { launchDatabase } from "../../../tools/services/database-server.js";
import { launchRedis } from "../../../tools/services/redis-server.js";

/** Running stores. */
export interface Stores {
  readonly folder: string;
  readonly guard: Guard;
  readonly redisUrl: string;
  readonly redisPid: number;
  /** The user of this URL may make databases. */
  readonly databaseUrl: string;
  readonly databasePid: number;
  readonly title: string;
  /** The secret with which both contestants sign access tokens. */
  readonly jwtSecret: string;
  /** Stops both and removes their files. */
  stop(): Promise<void>;
}

/** Enough for a million places beside everything else. */
const BUFFER_POOL_MB = 512;
const SECRET_BYTES = 48;

/** Starts the stores in a new folder. @throws SetupError when one does not start */
export async function startStores(): Promise<Stores> {
  const folder = mkdtempSync(join(tmpdir(), "onsale-bench-"));
  const watch = guard();
  watch.addFolder(folder);
  const [redis, database] = await Promise.all([
    launchRedis({ folder: join(folder, "redis"), guard: watch }),
    launchDatabase({
      ...{ folder: join(folder, "database"), guard: watch },
      ...{ isAdmin: true, bufferPoolMb: BUFFER_POOL_MB },
    }),
  ]);
  return {
    ...{ folder, guard: watch },
    redisUrl: redis.url,
    redisPid: redis.service.pid,
    databaseUrl: database.url,
    databasePid: database.service.pid,
    title: `${redis.title}, ${database.title}`,
    jwtSecret: randomBytes(SECRET_BYTES).toString("base64url"),
    async stop() {
      await Promise.all([redis.service.stop(), database.service.stop()]);
      watch.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
