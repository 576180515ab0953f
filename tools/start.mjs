import { inRepository, runTypeScript } from "./install.mjs";

await runTypeScript(inRepository("tools/start.ts"), process.argv.slice(2));
