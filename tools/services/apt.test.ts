import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installWithApt } from "./apt.js";
import { SetupError } from "./setup-error.js";

let folder = "";
const inside = (name: string) => join(folder, name);
const policyFile = () => inside("policy-rc.d");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "onsale-apt-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A fake apt-get that records its arguments and the answer of the policy file. */
function plantApt(exitCode = 0): void {
  const script = [
    "#!/bin/sh",
    `echo "$DEBIAN_FRONTEND: $*" >> ${inside("calls")}`,
    `sh ${policyFile()}; echo "policy $?" >> ${inside("calls")}`,
    `[ "$1" = update ] || exit ${exitCode}`,
  ];
  writeFileSync(inside("apt-get"), `${script.join("\n")}\n`, { mode: 0o755 });
}

const install = (...packages: string[]) =>
  installWithApt(packages, { env: { PATH: folder }, policyFile: policyFile() });

const calls = () => readFileSync(inside("calls"), "utf8").trim().split("\n");

describe("installing with apt", () => {
  test("updates the lists, then installs, asks nothing and starts no daemon", async () => {
    plantApt();
    await install("redis-server", "mariadb-server");
    expect(calls()).toEqual([
      "noninteractive: update -q",
      "policy 101",
      "noninteractive: install -q -y --no-install-recommends " +
        "-o DPkg::Lock::Timeout=120 redis-server mariadb-server",
      "policy 101",
    ]);
  });

  test("removes its policy file when there was none before", async () => {
    plantApt();
    await install("redis-server");
    expect(existsSync(policyFile())).toBe(false);
  });

  test("restores the policy file of the system, also when apt fails", async () => {
    plantApt(100);
    writeFileSync(policyFile(), "#!/bin/sh\nexit 104\n", { mode: 0o755 });
    await expect(install("redis-server")).rejects.toThrow(SetupError);
    expect(calls()).toContain("policy 101");
    expect(readFileSync(policyFile(), "utf8")).toBe("#!/bin/sh\nexit 104\n");
    expect(existsSync(`${policyFile()}.before-onsale`)).toBe(false);
  });

  test("repairs the policy file that a killed run has left", async () => {
    plantApt();
    writeFileSync(`${policyFile()}.before-onsale`, "#!/bin/sh\nexit 104\n", { mode: 0o755 });
    writeFileSync(policyFile(), "#!/bin/sh\n# onsale: left behind\nexit 101\n");
    await install("redis-server");
    expect(readFileSync(policyFile(), "utf8")).toBe("#!/bin/sh\nexit 104\n");
  });
});
