// The binary: reads the environment, starts the roles, ends on a signal. The only file with side
// effects, and they begin only where it is the program itself.
import { pathToFileURL } from "node:url";
import { createApp, type App } from "./app.js";
import { ShardsDiffer } from "./db/repositories/settings.js";
import { ConfigError, loadConfig, type Env } from "./config/config.js";

/**
 * Starts one node; the environment is the process's unless given.
 * @throws ConfigError with every problem at once
 */
export async function runServer(env?: Env): Promise<App> {
  const app = createApp(loadConfig(env));
  await app.start();
  return app;
}

async function main(): Promise<void> {
  const app = await runServer();
  const end = (): void => {
    void app.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main().catch((error: unknown) => {
    const isPlain = error instanceof ConfigError || error instanceof ShardsDiffer;
    console.error(isPlain ? error.message : error);
    process.exit(1);
  });
}
