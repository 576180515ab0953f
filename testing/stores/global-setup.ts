// One Redis and one database for a whole test run. When the environment names them already, they
// are used, and not stopped afterwards.
import { startDatabase, startRedis, type Store } from "./stores.js";

/** The name under which the teardown, which is loaded separately, finds the started stores. */
export const STARTED = Symbol.for("onsale.testStores");

/** Starts the stores, and puts their URLs into the environment that the test workers inherit. */
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
