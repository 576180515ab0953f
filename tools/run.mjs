// `node tools/run.mjs FILE.ts [args]` runs a TypeScript file of the repository, also on a fresh
// checkout.
import { resolve } from "node:path";
import { runTypeScript } from "./install.mjs";

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: node tools/run.mjs FILE.ts [args]");
  process.exit(2);
}
await runTypeScript(resolve(file), args);
