import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../../../tools/local-settings.js";
import { ServiceProcess, startOnFreePort } from "../../../tools/processes/service-process.js";
import type { Stores } from "./stores.js";

const MAIN = fileURLToPath(new URL("../../../server/main.ts", import.meta.url));

interface WorkerOptions {
  readonly environment: Environment;
  /** Arguments of node itself. */
  readonly nodeArguments: readonly string[];
}

/**
 * Starts a node of the product that is a worker and nothing else.
 * @throws SetupError when it does not start
 */
export async function startWorker(
  { folder, guard }: Stores,
  { environment, nodeArguments }: WorkerOptions,
): Promise<ServiceProcess> {
  const workerAt = (port: number) =>
    new ServiceProcess(
      {
        name: "worker",
        command: process.execPath,
        args: [...nodeArguments, "--import", "tsx", MAIN],
        logFile: join(folder, "worker.log"),
        env: { ...environment, HOST: "127.0.0.1", ROLES: "worker", METRICS_PORT: String(port) },
        isReady: () => answers(`http://127.0.0.1:${port}/metrics`),
      },
      guard,
    );
  return (await startOnFreePort(workerAt)).service;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
