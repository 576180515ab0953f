// A Redis and a database for development, until Ctrl-C: tests that find the two variables use them
// and start nothing.
import { listenForStop } from "../../tools/processes/stop-request.js";
import { startDatabase, startRedis } from "./stores.js";

/** Starts both, prints what to paste into a shell, and waits to be told to stop. */
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
