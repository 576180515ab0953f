// A start that can be killed: holds the services of a folder until told to stop.
import { launchChain } from "../../tools/processes/process-table.mjs";
import { startServices } from "../../tools/services/start-services.js";
import { listenForStop } from "../../tools/processes/stop-request.js";

/** Of the line it prints when everything is up. */
export interface HeldServices {
  readonly pid: number;
  /** The shell and npm above it, nearest first; empty without npm. */
  readonly chain: readonly number[];
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

/** Arguments: the data folder. */
export async function main([dataDir = ""]: readonly string[]): Promise<void> {
  const stopRequest = listenForStop();
  const alive = setInterval(() => undefined, 60_000);
  const services = await startServices({
    dataDir,
    redisUrl: process.env["REDIS_URL"],
    databaseUrl: process.env["DATABASE_URL"],
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const held: HeldServices = {
    pid: process.pid,
    chain: launchChain().map(({ pid }) => pid),
    redisUrl: services.redisUrl,
    databaseUrl: services.databaseUrl,
  };
  process.stdout.write(`${JSON.stringify(held)}\n`);
  await stopRequest.asked;
  await services.stop();
  clearInterval(alive);
  stopRequest.close();
}
