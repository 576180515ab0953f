// Jest loads this file as plain JavaScript; the stores are started by tools/testing.

import { tsImport } from "tsx/esm/api";

export default async function startStores() {
  const { globalSetup } = await tsImport("../../tools/testing/global-setup.ts", import.meta.url);
  await globalSetup();
}
