import { spawn } from "node:child_process";
import { findBinary } from "./binaries.js";
import { SetupError } from "./setup-error.js";

const POLICY_FILE = "/usr/sbin/policy-rc.d";

/**
 * A package must not start its daemon as a service of the system. A policy file that answers 101
 * prevents this while apt runs. The shell script restores the former policy file, also when it is
 * interrupted, and it repairs the file that a killed run has left. It is not watched by the guard,
 * because dpkg must finish even when this process dies.
 */
const SCRIPT = `
set -u
apt="$1" policy="$2" saved="$2.before-onsale"
shift 2
restore() {
  if [ -e "$saved" ]; then mv -f "$saved" "$policy"
  elif grep -qs '^# onsale' "$policy"; then rm -f "$policy"; fi
}
restore
trap restore EXIT
trap 'exit 130' INT TERM HUP
if [ -e "$policy" ]; then mv "$policy" "$saved"; fi
printf '#!/bin/sh\\n# onsale: nothing is started while packages are installed\\nexit 101\\n' \\
  > "$policy" && chmod 755 "$policy" || exit 1
"$apt" update -q || echo 'apt-get update failed; trying with the lists that are there' >&2
"$apt" install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
`;

export interface AptOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Another path for the policy file, for tests. */
  readonly policyFile?: string;
}

/** Updates the package lists and installs packages with apt. @throws SetupError when apt fails */
export async function installWithApt(
  packages: readonly string[],
  { env, policyFile = POLICY_FILE }: AptOptions,
): Promise<void> {
  const path = [env["PATH"] ?? "", "/usr/local/sbin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  const apt = findBinary(["apt-get"], env["PATH"] ?? "") ?? "apt-get";
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", SCRIPT, "sh", apt, policyFile, ...packages], {
      stdio: ["ignore", 2, 2],
      env: {
        ...env,
        PATH: path.filter((folder) => folder !== "").join(":"),
        DEBIAN_FRONTEND: "noninteractive",
      },
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new SetupError(`apt-get install ${packages.join(" ")} failed (${code}).`);
}
