// Writes the pages that are generated from tables of the code. A tidy test allows no difference.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FIELDS } from "../../../server/config/config.js";
import { isScript, luaName } from "../lua/heads.js";
import { page, ROOT, sourceFiles } from "../source-files.js";
import { renderEnvExample } from "./env-example.js";
import { renderErrorPage } from "./error-page.js";
import { renderLuaPage } from "./lua-page.js";

const scripts = sourceFiles(".lua")
  .filter(({ path }) => isScript(path))
  .map(({ path, text }) => ({ name: luaName(path), text }));

for (const path of ["docs/ERRORS.md", "client-sdk/ERRORS.md"]) {
  writeFileSync(join(ROOT, path), renderErrorPage());
}
writeFileSync(join(ROOT, ".env.example"), renderEnvExample(CONFIG_FIELDS));
writeFileSync(join(ROOT, "lua/README.md"), renderLuaPage(page("lua/README.md") ?? "", scripts));
