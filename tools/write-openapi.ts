// `node tools/run.mjs tools/write-openapi.ts FILE` writes the OpenAPI document to a file, without a
// server.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { allRoutes } from "../server/api/create-api.js";
import { openApiDocument } from "../server/api/openapi/document.js";

/** Writes the document. @returns the exit code: 2 for wrong usage */
export function main([file]: readonly string[]): number {
  if (file === undefined) {
    process.stderr.write("usage: node tools/run.mjs tools/write-openapi.ts FILE\n");
    return 2;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(openApiDocument(allRoutes(Date.now)), null, 2)}\n`);
  return 0;
}
