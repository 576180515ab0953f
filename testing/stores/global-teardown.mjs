// Jest loads this file as plain JavaScript; the stores are stopped by the module beside it.

import { tsImport } from "tsx/esm/api";

export default async function stopStores() {
  const { globalTeardown } = await tsImport("./global-teardown.ts", import.meta.url);
  await globalTeardown();
}
