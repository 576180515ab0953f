// One way to MySQL for every query of a node: a connection of its pool, lent for one statement or
// one transaction. BIGINT and COUNT come back as exact strings: convert them where their range is
// known. READ COMMITTED, UTC, strict mode, and SQL of the common subset of MySQL and MariaDB.
import type { Connection, ResultSetHeader } from "mysql2";
import {
  Sequelize,
  Transaction,
  type Attributes,
  type FindOptions,
  type Model,
  type ModelStatic,
  type Options,
} from "sequelize";
import { AppError } from "../errors.js";
import { isAway, isPassingLock } from "./sql-errors.js";
import {
  ask,
  drop,
  DRIVER_OPTIONS,
  setUpSession,
  within,
  type LimitMs,
  type SqlValues,
} from "./statement.js";
import type { Millis } from "../journal/brands.js";

export interface Written {
  readonly affectedRows: number;
  readonly insertId: number;
}

/** One connection, for as long as it is lent, and the limit of each statement over it. */
export interface Tx {
  readonly connection: Connection;
  readonly limitMs: LimitMs;
}

export interface DatabaseOptions {
  readonly poolMax?: number;
  /** How long a statement may take before `SERVER_BUSY`, in ms. */
  readonly statementMs?: Millis;
}

const POOL_MAX = 10;
const STATEMENT_MS = 4000;
/** Of a statement's time: how long a caller waits for a connection, and one for its server. */
const ACQUIRE_SHARE = 0.75;
const CONNECT_SHARE = 0.6;
const IDLE_MS = 10_000;
const LOCK_ATTEMPTS_MAX = 5;
/** Named so that Sequelize opens no connection of its own to ask for it. */
const VERSION = "8.0.19";

export class Database {
  readonly sequelize: Sequelize;
  readonly #limitMs: LimitMs;

  constructor(sequelize: Sequelize, limitMs: LimitMs) {
    this.sequelize = sequelize;
    this.#limitMs = limitMs;
  }

  /** The same pool without a limit, for an audit or a migration: errors stay the driver's. */
  patient(): Database {
    return new Database(this.sequelize, undefined);
  }

  /** All rows of a SELECT. */
  async select<Row extends object>(sql: string, values: SqlValues = [], tx?: Tx): Promise<Row[]> {
    return (await this.#ask(sql, values, tx)) as Row[];
  }

  /** The first row of a SELECT. */
  async first<Row extends object>(
    sql: string,
    values: SqlValues = [],
    tx?: Tx,
  ): Promise<Row | undefined> {
    const [row] = await this.select<Row>(sql, values, tx);
    return row;
  }

  /** INSERT, UPDATE, DELETE: `affectedRows` counts the rows changed, not those merely matched. */
  async write(sql: string, values: SqlValues = [], tx?: Tx): Promise<Written> {
    const { affectedRows, insertId } = (await this.#ask(sql, values, tx)) as ResultSetHeader;
    return { affectedRows, insertId: Number(insertId) };
  }

  /** Rows of a model, as plain objects. */
  find<Row extends Model>(
    model: ModelStatic<Row>,
    options: FindOptions<Attributes<Row>>,
  ): Promise<Row[]> {
    return this.lend(({ connection, limitMs }) => {
      const transaction = new OverConnection(this.sequelize, connection);
      const found = model.findAll({ ...options, raw: true, transaction });
      return within(connection, limitMs, found);
    });
  }

  /** Runs `work` in one transaction, and again when a lock was lost: it must bear repeating. */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.lend((tx) => inTransaction(tx, work));
      } catch (error) {
        if (!isPassingLock(error)) throw error;
        if (attempt >= LOCK_ATTEMPTS_MAX) throw new AppError("SERVER_BUSY", { cause: error });
      }
    }
  }

  /** One moment of MySQL, for as long as `work` reads. */
  snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.lend(async (tx) => {
      const sql = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
      await ask(tx.connection, { sql }, tx.limitMs);
      return inTransaction(tx, work);
    });
  }

  /**
   * Lends one connection; a dropped one is not lent again.
   * @throws AppError `SERVER_BUSY` where MySQL is away, unless this database is patient
   */
  async lend<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { connectionManager } = this.sequelize;
    try {
      const connection = await connectionManager.getConnection({ type: "write" });
      try {
        return await work({ connection: connection as Connection, limitMs: this.#limitMs });
      } finally {
        connectionManager.releaseConnection(connection);
      }
    } catch (cause) {
      if (this.#limitMs === undefined || !isAway(cause)) throw cause;
      throw new AppError("SERVER_BUSY", { cause });
    }
  }

  close(): Promise<void> {
    return this.sequelize.close();
  }

  #ask(sql: string, values: SqlValues, tx: Tx | undefined): Promise<unknown> {
    if (tx !== undefined) return ask(tx.connection, { sql, values }, tx.limitMs);
    return this.lend((on) => ask(on.connection, { sql, values }, on.limitMs));
  }
}

/** What Sequelize takes a model's connection from; it begins and ends nothing. */
class OverConnection extends Transaction {
  readonly connection: Connection;

  constructor(sequelize: Sequelize, connection: Connection) {
    super(sequelize, {});
    this.connection = connection;
  }
}

async function inTransaction<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { connection, limitMs } = tx;
  await ask(connection, { sql: "START TRANSACTION" }, limitMs);
  let result: T;
  try {
    result = await work(tx);
  } catch (error) {
    // Without its connection the server undoes a transaction by itself.
    await ask(connection, { sql: "ROLLBACK" }, limitMs).catch(() => drop(connection));
    throw error;
  }
  try {
    await ask(connection, { sql: "COMMIT" }, limitMs);
  } catch (error) {
    drop(connection);
    throw error;
  }
  return result;
}

/** @param url `mysql://user:password@host:port/database`; connects on first use */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const statementMs = options.statementMs ?? STATEMENT_MS;
  const settings: Settings = {
    dialect: "mysql",
    databaseVersion: VERSION,
    logging: false,
    timezone: DRIVER_OPTIONS.timezone,
    // The session sets it, within the limit of a statement.
    keepDefaultTimezone: true,
    pool: {
      max: options.poolMax ?? POOL_MAX,
      acquire: statementMs * ACQUIRE_SHARE,
      idle: IDLE_MS,
    },
    dialectOptions: { ...DRIVER_OPTIONS, connectTimeout: statementMs * CONNECT_SHARE },
    define: { timestamps: false, freezeTableName: true, underscored: true },
    hooks: {
      afterConnect: (connection) => setUpSession(connection as Connection, statementMs),
    },
  };
  return new Database(new Sequelize(url, settings), statementMs);
}

/** Sequelize's types leave two out. */
type Settings = Options & {
  readonly databaseVersion: string;
  readonly keepDefaultTimezone: boolean;
};
