// Jest loads this file as plain JavaScript; the stores are started by the module beside it.

import { tsImport } from "tsx/esm/api";

export default async function startStores() {
  const { globalSetup } = await tsImport("./global-setup.ts", import.meta.url);
  await globalSetup();
}
