import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import {
  databaseProgram,
  prepareFolder,
  type DatabaseProgram,
  temporaryFolder,
} from "./database-folder.js";
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
  /** Holds all files of this server. It is made when it is missing. */
  readonly folder: string;
  readonly guard: Guard;
  /** True: the user may make databases and users, for tests. False: it may use only its own. */
  readonly isAdmin?: boolean;
  readonly bufferPoolMb?: number;
}

/**
 * Starts a private MariaDB or MySQL on a free port of 127.0.0.1, with the database `onsale`.
 * @throws SetupError when there is no program, it is too old, or it does not start
 */
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

/** The arguments of the server; a few differ between MariaDB and MySQL. Exported for its test. */
export function serverArguments(program: DatabaseProgram, place: Place): string[] {
  const isMaria = program.flavour === "mariadb";
  return [
    "--no-defaults",
    ...program.asUser,
    `--datadir=${join(place.folder, "data")}`,
    `--tmpdir=${temporaryFolder(place.folder)}`,
    `--port=${place.port}`,
    "--bind-address=127.0.0.1",
    // Relative to the data folder, because a full path may be too long for a socket.
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
 * The statements that the server runs at each start before it listens. The user exists for
 * `localhost`, because a new folder may have an anonymous user of that host, which takes precedence
 * over users of `%`. Root has no password in a new folder, so it gets a new random one at each
 * start.
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
