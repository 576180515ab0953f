// A start for tests that kill it: it keeps the services of a folder running until it is stopped.
import { launchChain } from "../../tools/processes/process-table.mjs";
import { startServices } from "../../tools/services/start-services.js";
import { listenForStop } from "../../tools/processes/stop-request.js";

/** The line that it prints when the services are ready. */
export interface HeldServices {
  readonly pid: number;
  /** The pids of the shell and of npm above it, nearest first; empty without npm. */
  readonly chain: readonly number[];
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

/** Keeps the services running. @param args the data folder */
export async function main(args: readonly string[]): Promise<void> {
  const [dataDir = ""] = args;
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
