// Writes the pages that mirror a table of the code; the tidy test allows no difference.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FIELDS } from "../../../server/config/config.js";
import { renderEnvExample } from "./env-example.js";
import { renderErrorPage } from "./error-page.js";
import { ROOT } from "../source-files.js";

for (const path of ["docs/ERRORS.md", "client-sdk/ERRORS.md"]) {
  writeFileSync(join(ROOT, path), renderErrorPage());
}
writeFileSync(join(ROOT, ".env.example"), renderEnvExample(CONFIG_FIELDS));
