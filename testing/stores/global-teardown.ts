import { STARTED } from "./global-setup.js";
import type { Store } from "./stores.js";

/** Stops the stores that the setup has started, and no others. */
export async function globalTeardown(): Promise<void> {
  const stores = Reflect.get(globalThis, STARTED) as readonly Store[] | undefined;
  await Promise.all((stores ?? []).map((store) => store.stop()));
}
