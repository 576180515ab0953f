// The programs that must be installed on this machine, and how to install them.
import { readFileSync } from "node:fs";
import { installWithApt } from "./apt.js";
import { findBinary } from "./binaries.js";
import { DATABASE_NAMES } from "./database-folder.js";
import { REDIS_NAMES } from "./redis-server.js";
import { SetupError } from "./setup-error.js";

export type Log = (line: string) => void;
export type Program = "redis" | "database" | "chromium";

interface ProgramSpec {
  readonly names: readonly string[];
  readonly title: string;
  readonly aptPackage: string;
  readonly brewPackage: string;
}

const PROGRAMS: Record<Program, ProgramSpec> = {
  redis: {
    names: REDIS_NAMES,
    title: "redis-server",
    aptPackage: "redis-server",
    brewPackage: "redis",
  },
  database: {
    names: DATABASE_NAMES,
    title: "mariadbd or mysqld",
    aptPackage: "mariadb-server",
    brewPackage: "mariadb",
  },
  chromium: {
    names: [
      "chromium",
      "chromium-browser",
      "google-chrome-stable",
      "google-chrome",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    title: "chromium",
    aptPackage: "chromium",
    brewPackage: "--cask chromium",
  },
};

/**
 * Installs missing programs with apt, if the user is root on Debian or Ubuntu.
 * @throws SetupError with the three ways to install them otherwise
 */
export async function ensurePrograms(
  programs: readonly Program[],
  { log, env = process.env }: { log: Log; env?: NodeJS.ProcessEnv },
): Promise<void> {
  const missing = missingOf(programs, env);
  if (missing.length === 0) return;
  const packages = missing.map(({ aptPackage }) => aptPackage);
  if (!mayUseApt(env)) throw new SetupError(threeWays(missing));
  log(`Not found: ${titles(missing)}. Installing with apt: ${packages.join(" ")}`);
  await installWithApt(packages, { env });
  const still = missingOf(programs, env);
  if (still.length > 0) throw new SetupError(`apt did not help.\n${threeWays(still)}`);
}

/**
 * The path of Chromium for browser tests; it is installed when it is missing.
 * @throws SetupError when it cannot be installed
 */
export async function ensureChromium({ log }: { log: Log }): Promise<string> {
  await ensurePrograms(["chromium"], { log });
  const found = findBinary(PROGRAMS.chromium.names);
  if (found === undefined) throw new SetupError("chromium was not found.");
  return found;
}

function missingOf(programs: readonly Program[], env: NodeJS.ProcessEnv): ProgramSpec[] {
  return programs
    .map((program) => PROGRAMS[program])
    .filter(({ names }) => findBinary(names, env["PATH"] ?? "") === undefined);
}

function mayUseApt(env: NodeJS.ProcessEnv): boolean {
  return (
    (env["ONSALE_NO_APT"] ?? "") !== "1" &&
    process.getuid?.() === 0 &&
    findBinary(["apt-get"], env["PATH"] ?? "") !== undefined &&
    /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(osRelease())
  );
}

function osRelease(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}

function threeWays(missing: readonly ProgramSpec[]): string {
  const apt = missing.map(({ aptPackage }) => aptPackage).join(" ");
  const brew = missing.map(({ brewPackage }) => brewPackage).join(" ");
  return [
    `Not found on this machine: ${titles(missing)}. One of these three helps:`,
    `  apt     sudo apt-get install ${apt}`,
    `  brew    brew install ${brew}`,
    "  docker  docker compose up    (the whole system, nothing else needed)",
    "Or set REDIS_URL and DATABASE_URL to servers that run already.",
  ].join("\n");
}

function titles(missing: readonly ProgramSpec[]): string {
  return missing.map(({ title }) => title).join(", ");
}
