// The program: reads the environment, starts the roles, ends on a signal. It is the only file with
// side effects, and it has them only when node runs it, not when it is imported.
import { pathToFileURL } from "node:url";
import { createApp, type App } from "./app.js";
import { ShardsDiffer } from "./db/repositories/settings.js";
import { ConfigError, loadConfig, type Env } from "./config/config.js";

/**
 * Starts one node.
 * @param env default: the environment of the process
 * @throws ConfigError with every problem of the settings at once
 * @throws ShardsDiffer when MySQL was set up for another number of shards
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
