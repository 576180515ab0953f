// One Redis and one database for a whole run of tests. Those that the environment names already are
// used and left alone.
import { startDatabase, startRedis, type Store } from "./stores.js";

/** Where the teardown, which is loaded apart, finds what was started. */
export const STARTED = Symbol.for("onsale.testStores");

/** Leaves both addresses in the environment, which the test workers inherit. */
export async function globalSetup(): Promise<void> {
  const started = await Promise.all([
    provide("TEST_REDIS_URL", () => startRedis()),
    provide("TEST_DATABASE_URL", () => startDatabase()),
  ]);
  Reflect.set(
    globalThis,
    STARTED,
    started.filter((store) => store !== undefined),
  );
}

async function provide(name: string, start: () => Promise<Store>): Promise<Store | undefined> {
  if (process.env[name]) return undefined;
  const store = await start();
  process.env[name] = store.url;
  process.stderr.write(`Tests run on ${store.title}\n`);
  return store;
}
