import { inRepository, runTypeScript } from "./install.mjs";

await runTypeScript(inRepository("tools/test.ts"), process.argv.slice(2));
