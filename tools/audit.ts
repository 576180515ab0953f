// `npm run audit [-- --answers FILE]` checks every invariant over Redis and MySQL. It uses the
// stores in REDIS_URL and DATABASE_URL, or those of an `npm start` that runs from this checkout.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { audit, type AuditReport } from "../server/audit/audit.js";
import { createDatabase } from "../server/db/database.js";
import { generationOf } from "../server/db/repositories/shards.js";
import { connectCommands, disconnect } from "../server/redis/client.js";
import { ScriptRunner } from "../server/redis/script-runner.js";
import { runningServices } from "./services/run-record.js";

const DATA_DIR = join(fileURLToPath(new URL("..", import.meta.url)), ".onsale");
const COMMAND_TIMEOUT_MS = 30_000;
/** After the death of a node a shard may have no lease for some seconds; the audit waits for it. */
const ASK_AGAIN_MS = 15_000;

interface Urls {
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

function urls(): Urls {
  const redisUrl = process.env["REDIS_URL"];
  const databaseUrl = process.env["DATABASE_URL"];
  if (redisUrl && databaseUrl) return { redisUrl, databaseUrl };
  const running = runningServices(DATA_DIR);
  if (running !== undefined) return running;
  throw new Error("nothing to audit: set REDIS_URL and DATABASE_URL, or run `npm start` first");
}

async function run(answersFile: string | undefined): Promise<AuditReport> {
  const { redisUrl, databaseUrl } = urls();
  const db = createDatabase(databaseUrl);
  const client = await connectCommands({ url: redisUrl, commandTimeoutMs: COMMAND_TIMEOUT_MS });
  try {
    const readGeneration = (shard: number) => generationOf(db, shard);
    const redis = new ScriptRunner({ client, readGeneration, askAgainMs: ASK_AGAIN_MS });
    return await audit({ redis, db, ...(answersFile === undefined ? {} : { answersFile }) });
  } finally {
    disconnect(client);
    await db.close();
  }
}

function print({ ok, violations, counts }: AuditReport): void {
  const shown = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  if (ok) {
    console.log(`AUDIT ok ${shown.join(", ")}`);
    return;
  }
  console.log(`AUDIT FAILED ${violations.length} violations, ${shown.join(", ")}`);
  for (const violation of violations) console.log(`  ${violation}`);
}

const WRONG_USAGE = 2;

/** The file of `--answers`. @throws Error an option that is not known */
const answersIn = (args: readonly string[]): string | undefined =>
  parseArgs({ args: [...args], options: { answers: { type: "string" } } }).values.answers;

/** The message of an error and of its causes: the cause says which store did not answer. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}

/** Runs the audit. @returns 0: every invariant holds; 1: one does not; 2: wrong usage */
export async function main(args: readonly string[]): Promise<number> {
  let answersFile: string | undefined;
  try {
    answersFile = answersIn(args);
  } catch (error) {
    console.error(reasonOf(error));
    return WRONG_USAGE;
  }
  try {
    const report = await run(answersFile);
    print(report);
    return report.ok ? 0 : 1;
  } catch (error) {
    console.log(`AUDIT FAILED ${reasonOf(error)}`);
    return 1;
  }
}
