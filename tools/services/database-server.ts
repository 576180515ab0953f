import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { databaseProgram, prepareFolder, type DatabaseProgram } from "./database-folder.js";
import type { Guard } from "../processes/guard.mjs";
import { keptSecret } from "./secret.js";
import { ServiceProcess, startOnFreePort } from "../processes/service-process.js";

const DATABASE_NAME = "onsale";
const USER = "app";

export interface DatabaseService {
  readonly url: string;
  readonly title: string;
  readonly service: ServiceProcess;
}

export interface DatabaseOptions {
  /** Everything of this server is in here; made when missing. */
  readonly folder: string;
  readonly guard: Guard;
  /** May the user make databases and users (tests), or only use its own? */
  readonly isAdmin?: boolean;
  readonly bufferPoolMb?: number;
}

/** A MariaDB or MySQL of our own on a free port of 127.0.0.1, with the database `onsale`. */
export async function launchDatabase(options: DatabaseOptions): Promise<DatabaseService> {
  const { folder, guard } = options;
  const program = databaseProgram();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await prepareFolder(program, { folder, guard });
  const password = keptSecret(join(folder, "password"));
  const initFile = join(folder, "init.sql");
  writeFileSync(initFile, initSql(password, options.isAdmin === true), { mode: 0o600 });
  const urlAt = (port: number) => `mysql://${USER}:${password}@127.0.0.1:${port}/${DATABASE_NAME}`;
  const serviceAt = (port: number) =>
    new ServiceProcess(
      {
        name: program.name,
        command: program.command,
        args: [
          ...serverArguments(program, { folder, port }),
          `--init-file=${initFile}`,
          `--innodb-buffer-pool-size=${options.bufferPoolMb ?? 128}M`,
        ],
        logFile: join(folder, "database.log"),
        isReady: () => answers(urlAt(port)),
      },
      guard,
    );
  const { service, port } = await startOnFreePort(serviceAt);
  return { url: urlAt(port), title: program.title, service };
}

interface Place {
  readonly folder: string;
  readonly port: number;
}

/** Exported for its test: what MariaDB and MySQL are told differs in a few words. */
export function serverArguments(program: DatabaseProgram, place: Place): string[] {
  const isMaria = program.flavour === "mariadb";
  return [
    "--no-defaults",
    ...program.asUser,
    `--datadir=${join(place.folder, "data")}`,
    `--port=${place.port}`,
    "--bind-address=127.0.0.1",
    // Below the data folder, where the server works: a whole path may be too long for a socket.
    "--socket=database.sock",
    `--pid-file=${join(place.folder, "database.pid")}`,
    "--skip-name-resolve",
    "--skip-log-bin",
    "--performance-schema=OFF",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--default-time-zone=+00:00",
    "--max-connections=400",
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-buffer-pool-dump-at-shutdown=OFF",
    "--innodb-buffer-pool-load-at-startup=OFF",
    ...(isMaria
      ? ["--innodb-log-file-size=64M"]
      : ["--loose-innodb-redo-log-capacity=128M", "--loose-mysqlx=OFF", "--secure-file-priv=NULL"]),
  ];
}

/**
 * Run by the server before it listens, at each start. `localhost` is there because a fresh folder
 * may have an anonymous user of that host, which would come before any user of `%`; root, which
 * has no password in a fresh folder, gets another one at each start.
 */
function initSql(password: string, isAdmin: boolean): string {
  const users = ["localhost", "127.0.0.1"].map((host) => `'${USER}'@'${host}'`);
  const scope = isAdmin ? "*.*" : `${DATABASE_NAME}.*`;
  const statements = [
    `CREATE DATABASE IF NOT EXISTS ${DATABASE_NAME} CHARACTER SET utf8mb4`,
    "DROP USER IF EXISTS ''@'localhost', 'root'@'127.0.0.1', 'root'@'::1'",
    ...users.flatMap((user) => [
      `CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY '${password}'`,
      `ALTER USER ${user} IDENTIFIED BY '${password}'`,
      `GRANT ALL PRIVILEGES ON ${scope} TO ${user} WITH GRANT OPTION`,
    ]),
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${randomBytes(24).toString("hex")}'`,
  ];
  return statements.map((statement) => `${statement};\n`).join("");
}

async function answers(url: string): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
    await connection.query("SELECT 1");
    connection.destroy();
    return true;
  } catch {
    return false;
  }
}
