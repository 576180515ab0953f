// Keeps a Redis and a database running for development, until Ctrl-C. Tests use them when the two
// printed variables are set, and start no stores of their own.
import { listenForStop } from "../../tools/processes/stop-request.js";
import { startDatabase, startRedis } from "./stores.js";

/** Starts both, prints the variables for a shell, and waits until it is stopped. */
export async function main(): Promise<void> {
  const stopRequest = listenForStop();
  const alive = setInterval(() => undefined, 60_000);
  const [redis, database] = await Promise.all([startRedis(), startDatabase()]);
  process.stderr.write(`${redis.title} and ${database.title} run until Ctrl-C.\n`);
  process.stdout.write(
    `export TEST_REDIS_URL=${redis.url}\nexport TEST_DATABASE_URL=${database.url}\n`,
  );
  await stopRequest.asked;
  await Promise.all([redis.stop(), database.stop()]);
  clearInterval(alive);
  stopRequest.close();
}
