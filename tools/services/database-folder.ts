// The data folder of the private database. It is made once, under another name, and renamed when it
// is complete. So a start that was killed in between leaves no folder that looks complete.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { findBinary } from "./binaries.js";
import type { Guard } from "../processes/guard.mjs";
import { SetupError } from "./setup-error.js";
import { versionOf } from "./version.js";

/** MariaDB comes first, because some systems allow MySQL only the data folder of the system. */
export const DATABASE_NAMES = ["mariadbd", "mysqld"];

export interface DatabaseProgram {
  readonly flavour: "mariadb" | "mysql";
  readonly name: string;
  readonly command: string;
  readonly title: string;
  /** The argument without which both refuse to run as root. */
  readonly asUser: readonly string[];
}

const MINIMUM = { mariadb: "10.6", mysql: "8.0.16" };

/** Finds MariaDB or MySQL. @throws SetupError when there is none, or when it is too old */
export function databaseProgram(): DatabaseProgram {
  const command = findBinary(DATABASE_NAMES);
  if (command === undefined) throw new SetupError("mariadbd or mysqld was not found.");
  const version = versionOf(command);
  const flavour = version.line.includes("MariaDB") ? "mariadb" : "mysql";
  const product = flavour === "mariadb" ? "MariaDB" : "MySQL";
  if (!version.isAtLeast(MINIMUM[flavour])) {
    throw new SetupError(
      `${command} is ${product} ${version.text}; ${MINIMUM[flavour]} or newer is needed. ` +
        "Set DATABASE_URL to a newer one, or use `docker compose up`.",
    );
  }
  return {
    flavour,
    name: flavour === "mariadb" ? "mariadbd" : "mysqld",
    command,
    title: `${product} ${version.text}`,
    asUser: process.getuid?.() === 0 ? [`--user=${userInfo().username}`] : [],
  };
}

/**
 * Where a server keeps its temporary tables. Never a folder that servers share: one that starts
 * removes what it takes for the rest of its last run.
 */
export const temporaryFolder = (folder: string): string => join(folder, "tmp");

/**
 * Makes `folder/data` and `folder/tmp` when missing.
 * @throws SetupError when another product has made the folder
 */
export async function prepareFolder(
  program: DatabaseProgram,
  { folder, guard }: { folder: string; guard: Guard },
): Promise<void> {
  mkdirSync(temporaryFolder(folder), { recursive: true, mode: 0o700 });
  const made = join(folder, "data");
  const mark = join(folder, "made-by");
  if (existsSync(made)) return checkMaker(program, mark);
  const unfinished = join(folder, "data.unfinished");
  rmSync(unfinished, { recursive: true, force: true });
  await run(installCommand(program, unfinished), { guard, tmpdir: temporaryFolder(folder) });
  writeFileSync(mark, program.flavour);
  renameSync(unfinished, made);
}

function checkMaker(program: DatabaseProgram, mark: string): void {
  const maker = existsSync(mark) ? readFileSync(mark, "utf8").trim() : program.flavour;
  if (maker === program.flavour) return;
  throw new SetupError(
    `${dirname(mark)} was made by ${maker}, but ${program.title} is installed now. ` +
      `Install ${maker} again, or remove the folder to start with an empty database.`,
  );
}

/** The command that makes a data folder. Exported for its test. */
export function installCommand(program: DatabaseProgram, folder: string): string[] {
  if (program.flavour === "mysql") {
    return [
      program.command,
      "--no-defaults",
      "--initialize-insecure",
      ...program.asUser,
      `--datadir=${folder}`,
      "--secure-file-priv=NULL",
    ];
  }
  const installer = findBinary(["mariadb-install-db", "mysql_install_db"]);
  if (installer === undefined) throw new SetupError("mariadb-install-db was not found.");
  return [
    installer,
    "--no-defaults",
    ...program.asUser,
    `--datadir=${folder}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    "--skip-name-resolve",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-log-file-size=8M",
  ];
}

interface RunOptions {
  readonly guard: Guard;
  readonly tmpdir: string;
}

function run(
  [command = "", ...args]: readonly string[],
  { guard, tmpdir }: RunOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = guard.spawn(command, args, {
      detached: true,
      env: { ...process.env, TMPDIR: tmpdir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new SetupError(`${command} failed (${code}).\n${output.trim()}`));
    });
  });
}
