// One pool per node. BIGINT and COUNT come back as exact strings: convert them where their range is
// known. READ COMMITTED, UTC, strict mode, and SQL of the common subset of MySQL and MariaDB.
import { QueryTypes, Sequelize, Transaction, type Options } from "sequelize";
import { AppError } from "../errors.js";
import { isAway, isPassingLock } from "./sql-errors.js";
import { isPatient, setUp } from "./statement-limit.js";

/** Positional for `?`, by name for `:name`; an array of arrays fills `VALUES ?`. */
export type SqlValues = readonly unknown[] | Readonly<Record<string, unknown>>;

export interface Written {
  readonly affectedRows: number;
  readonly insertId: number;
}

export interface DatabaseOptions {
  readonly poolMax?: number;
  /** How long a statement may take before SERVER_BUSY, outside of `patiently`. */
  readonly statementMs?: number;
}

const POOL_MAX = 10;
const STATEMENT_MS = 4000;
/** Of a statement's time: how long a caller waits for a connection, and one for its server. */
const ACQUIRE_SHARE = 0.75;
const CONNECT_SHARE = 0.6;
const IDLE_MS = 10_000;
const LOCK_ATTEMPTS_MAX = 5;

export const SESSION_SETTINGS =
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
const SESSION = `${SESSION_SETTINGS}, SESSION time_zone = '+00:00'`;

export class Database {
  readonly sequelize: Sequelize;

  constructor(sequelize: Sequelize) {
    this.sequelize = sequelize;
  }

  /** All rows of a SELECT. */
  select<Row extends object>(sql: string, values: SqlValues = [], tx?: Transaction) {
    return this.sequelize.query<Row>(sql, {
      type: QueryTypes.SELECT,
      replacements: replacements(values),
      ...(tx === undefined ? {} : { transaction: tx }),
    });
  }

  /** The first row of a SELECT. */
  async first<Row extends object>(
    sql: string,
    values: SqlValues = [],
    tx?: Transaction,
  ): Promise<Row | undefined> {
    const [row] = await this.select<Row>(sql, values, tx);
    return row;
  }

  /** INSERT, UPDATE, DELETE: `affectedRows` counts the rows changed, not those merely matched. */
  async write(sql: string, values: SqlValues = [], tx?: Transaction): Promise<Written> {
    const answer: unknown[] = await this.sequelize.query(sql, {
      type: QueryTypes.RAW,
      replacements: replacements(values),
      ...(tx === undefined ? {} : { transaction: tx }),
    });
    return written(answer);
  }

  /** Runs `work` in one transaction, and again when a lock was lost: it must bear repeating. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.sequelize.transaction(work);
      } catch (error) {
        if (!isPassingLock(error)) throw error;
        if (attempt >= LOCK_ATTEMPTS_MAX) throw new AppError("SERVER_BUSY", { cause: error });
      }
    }
  }

  close(): Promise<void> {
    return this.sequelize.close();
  }
}

/** Sequelize answers an INSERT as [insertId, count] and any other statement as [header, header]. */
function written([first, second]: readonly unknown[]): Written {
  if (typeof second === "number") return { affectedRows: second, insertId: Number(first) };
  const header = second as { affectedRows: number; insertId: number | string };
  return { affectedRows: header.affectedRows, insertId: Number(header.insertId) };
}

const replacements = (values: SqlValues): unknown[] | Record<string, unknown> =>
  Array.isArray(values)
    ? (values as unknown[]).map(asValue)
    : Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asValue(value)]));

/** Sequelize would cut a time to the second. */
function asValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "");
  return Array.isArray(value) ? (value as unknown[]).map(asValue) : value;
}

/** @param url `mysql://user:password@host:port/database`; connects on first use */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const statementMs = options.statementMs ?? STATEMENT_MS;
  const settings: Settings = {
    dialect: "mysql",
    logging: false,
    timezone: "+00:00",
    // SESSION sets it, within the limit of a statement.
    keepDefaultTimezone: true,
    isolationLevel: Transaction.ISOLATION_LEVELS.READ_COMMITTED,
    pool: {
      max: options.poolMax ?? POOL_MAX,
      acquire: statementMs * ACQUIRE_SHARE,
      idle: IDLE_MS,
    },
    dialectOptions: {
      supportBigNumbers: true,
      bigNumberStrings: true,
      connectTimeout: statementMs * CONNECT_SHARE,
      charset: "utf8mb4",
    },
    define: { timestamps: false, freezeTableName: true, underscored: true },
    hooks: {
      afterConnect: (connection) => setUp(connection, { session: SESSION, limitMs: statementMs }),
    },
  };
  return new Database(busyWhenAway(new Sequelize(url, settings)));
}

/** Sequelize's types leave one out. */
type Settings = Options & { readonly keepDefaultTimezone: boolean };

/** Every way to MySQL, the models' too, is one of these two calls. */
function busyWhenAway(sequelize: Sequelize): Sequelize {
  const query = sequelize.query.bind(sequelize) as Call;
  const transaction = sequelize.transaction.bind(sequelize) as Call;
  sequelize.query = ((...args) => orBusy(query(...args))) as Call as Sequelize["query"];
  sequelize.transaction = ((...args) =>
    orBusy(transaction(...args))) as Call as Sequelize["transaction"];
  return sequelize;
}

type Call = (...args: unknown[]) => Promise<unknown>;

async function orBusy<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    if (isPatient() || !isAway(cause)) throw cause;
    throw new AppError("SERVER_BUSY", { cause });
  }
}
