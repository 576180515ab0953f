import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SetupError } from "./services/setup-error.js";
import { startServices, type Services } from "./services/start-services.js";
import { whenToldToStop } from "./services/told-to-stop.js";

const DATA_DIR = fileURLToPath(new URL("../.onsale/", import.meta.url));
const SERVER = new URL("../server/main.ts", import.meta.url);

/** Services up, server up; both down again when told, or when a service is gone for good. */
export async function main(): Promise<number> {
  const stopWatch = whenToldToStop();
  const services = await startServices({
    dataDir: DATA_DIR,
    redisUrl: given("REDIS_URL"),
    databaseUrl: given("DATABASE_URL"),
    log,
  });
  try {
    log(`${services.titles.redis}, ${services.titles.database}`);
    const stopServer = await startServer(services);
    const lost = services.lost.then((reason) => new SetupError(reason));
    const alive = setInterval(() => undefined, 60_000);
    const end = await Promise.race([stopWatch.told, lost]);
    log(`Stopping (${end instanceof SetupError ? end.message : end})`);
    clearInterval(alive);
    await stopServer();
    return end instanceof SetupError ? 1 : 0;
  } finally {
    await services.stop();
    stopWatch.close();
  }
}

async function startServer({ redisUrl, databaseUrl }: Services): Promise<() => Promise<unknown>> {
  if (!existsSync(SERVER)) return () => Promise.resolve();
  const server: unknown = await import(SERVER.href);
  if (!hasRunServer(server)) throw new SetupError("server/main.ts exports no runServer");
  const running = await server.runServer({
    ...process.env,
    REDIS_URL: redisUrl,
    DATABASE_URL: databaseUrl,
  });
  return async () => running?.stop?.();
}

interface ServerModule {
  runServer(env: NodeJS.ProcessEnv): Promise<{ stop?(): Promise<unknown> } | undefined>;
}

function hasRunServer(value: unknown): value is ServerModule {
  return typeof value === "object" && value !== null && "runServer" in value;
}

function given(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
