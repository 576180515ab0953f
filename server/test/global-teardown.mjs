// Jest loads this file as plain JavaScript; the stores are stopped by tools/testing.

import { tsImport } from "tsx/esm/api";

export default async function stopStores() {
  const { globalTeardown } = await tsImport(
    "../../tools/testing/global-teardown.ts",
    import.meta.url,
  );
  await globalTeardown();
}
