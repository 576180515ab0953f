// `npm start` starts the services, builds the page, runs all roles in this process, seeds the demo
// and prints the addresses. It stops everything on Ctrl-C, or when a service cannot be restarted.
import { fileURLToPath } from "node:url";
import type { App } from "../server/app.js";
import { ConfigError, loadConfig } from "../server/config/config.js";
import { ShardsDiffer } from "../server/db/repositories/settings.js";
import { runServer } from "../server/main.js";
import { buildPage } from "./build-page.js";
import { localSettings, type Environment } from "./local-settings.js";
import { demoLines } from "./seed/demo-accounts.js";
import { seedDemo } from "./seed/seed.js";
import { SetupError } from "./services/setup-error.js";
import { startServices, type Services } from "./services/start-services.js";
import { listenForStop } from "./processes/stop-request.js";

const METRICS = "METRICS_PORT";
const DATA_DIR = fileURLToPath(new URL("../.onsale/", import.meta.url));

/**
 * Runs the server until it is stopped.
 * @returns the exit code: 1 when a service could not be restarted
 * @throws SetupError with a message for the user
 */
export async function main(): Promise<number> {
  checkSettings(process.env);
  const stopRequest = listenForStop();
  const services = await startServices({
    dataDir: DATA_DIR,
    redisUrl: given("REDIS_URL"),
    databaseUrl: given("DATABASE_URL"),
    log,
  });
  let app: App | undefined;
  try {
    log(`${services.titles.redis}, ${services.titles.database}`);
    const settings = localSettings(process.env, services, DATA_DIR);
    await buildPage();
    app = await startServer(settings);
    await printAddresses(app, settings);
    return await untilStopped(stopRequest.asked, services);
  } finally {
    await app?.stop();
    await services.stop();
    stopRequest.close();
  }
}

/**
 * Checks the settings before anything is started.
 * @throws SetupError with all problems at once
 */
function checkSettings(environment: Environment): void {
  const redisUrl = given("REDIS_URL") ?? "redis://127.0.0.1";
  const databaseUrl = given("DATABASE_URL") ?? "mysql://127.0.0.1/onsale";
  try {
    loadConfig(localSettings(environment, { redisUrl, databaseUrl }, DATA_DIR));
  } catch (error) {
    throw error instanceof ConfigError ? new SetupError(error.message) : error;
  }
}

async function untilStopped(asked: Promise<string>, services: Services): Promise<number> {
  const alive = setInterval(() => undefined, 60_000);
  const lost = services.lost.then((reason) => new SetupError(reason));
  const end = await Promise.race([asked, lost]);
  clearInterval(alive);
  log(`Stopping (${end instanceof SetupError ? end.message : end})`);
  return end instanceof SetupError ? 1 : 0;
}

/** Starts the server. @throws SetupError with advice for the user */
async function startServer(settings: Environment): Promise<App> {
  try {
    return await runServer({ LOG_LEVEL: "warn", ...settings });
  } catch (error) {
    if (error instanceof ShardsDiffer) throw new SetupError(error.message);
    if (!isTaken(error)) throw error;
    const name = String(error.port) === (settings["METRICS_PORT"] ?? "9464") ? METRICS : "PORT";
    throw new SetupError(
      `Port ${error.port} is taken. Choose another: ${name}=${error.port + 1} npm start`,
    );
  }
}

const isTaken = (error: unknown): error is Error & { readonly port: number } =>
  error instanceof Error && "code" in error && error.code === "EADDRINUSE";

async function printAddresses(app: App, settings: Environment): Promise<void> {
  const url = `http://localhost:${app.port}`;
  const seeded = await seedDemo({ url: `http://127.0.0.1:${app.port}`, environment: settings });
  seeded?.admin.close();
  seeded?.organiser.close();
  const lines = [
    "",
    `Onsale is on sale: ${url}`,
    `REST               ${url}/api/v1  (${url}/docs)`,
    `metrics            http://localhost:${app.metricsPort}/metrics`,
    ...(seeded ? ["", ...demoLines(process.env)] : []),
    "",
    "Ctrl-C stops everything.",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function given(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
