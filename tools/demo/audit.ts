import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RUN = fileURLToPath(new URL("../run.mjs", import.meta.url));
const AUDIT = fileURLToPath(new URL("../audit.ts", import.meta.url));
const LINE = /^AUDIT (ok|FAILED)/m;

/** Runs the audit over the stores and the answers, and prints its verdict. True when it is ok. */
export async function runAudit(
  environment: NodeJS.ProcessEnv,
  answersFile: string,
): Promise<boolean> {
  if (!existsSync(AUDIT)) {
    process.stdout.write("AUDIT FAILED there is no tools/audit.ts\n");
    return false;
  }
  const { code, output } = await outputOf(environment, answersFile);
  if (!LINE.test(output)) process.stdout.write("AUDIT FAILED the audit gave no verdict\n");
  return code === 0 && LINE.test(output);
}

function outputOf(environment: NodeJS.ProcessEnv, answersFile: string) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [RUN, AUDIT, "--answers", answersFile], {
      stdio: ["ignore", "pipe", "inherit"],
      env: environment,
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
