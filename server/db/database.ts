// Every query of a node runs through this file, on a connection that the pool lends for one
// statement or one transaction. BIGINT and COUNT are returned as strings, because they may exceed
// 2^53; convert them where their range is known. Sessions use READ COMMITTED, UTC and strict mode.
// The SQL must run on MySQL and on MariaDB.
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
  type Statement,
  type SqlValues,
} from "./statement.js";
import type { Millis } from "../journal/brands.js";

export interface Written {
  readonly affectedRows: number;
  readonly insertId: number;
}

/**
 * A connection that is lent, and the time limit of each statement on it. It ends with the
 * transaction, or when the connection is given back: the next caller may have it from then on.
 */
export class Tx {
  readonly connection: Connection;
  readonly limitMs: LimitMs;
  #isOver = false;

  constructor(connection: Connection, limitMs: LimitMs) {
    this.connection = connection;
    this.limitMs = limitMs;
  }

  /** Runs a statement. @throws Error when it comes after the end: a bug of the caller */
  ask(statement: Statement): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new Error("the transaction of a statement is over"));
    return ask(this.connection, statement, this.limitMs);
  }

  /** From now on no statement is taken. */
  end(): void {
    this.#isOver = true;
  }
}

export interface DatabaseOptions {
  readonly poolMax?: number;
  /** The time limit of a statement in ms; after it the caller gets `SERVER_BUSY`. Default: 4000. */
  readonly statementMs?: Millis;
}

const POOL_MAX = 10;
const STATEMENT_MS = 4000;
/** The part of a statement's limit that a caller waits for a free connection of the pool. */
const ACQUIRE_SHARE = 0.75;
/** The part of a statement's limit in which a new connection must be established. */
const CONNECT_SHARE = 0.6;
const IDLE_MS = 10_000;
const LOCK_ATTEMPTS_MAX = 5;
/** Given to Sequelize, so that it does not open a connection of its own to ask for the version. */
const VERSION = "8.0.19";

/** A pool of connections to MySQL. */
export class Database {
  readonly sequelize: Sequelize;
  readonly #limitMs: LimitMs;

  constructor(sequelize: Sequelize, limitMs: LimitMs) {
    this.sequelize = sequelize;
    this.#limitMs = limitMs;
  }

  /**
   * The same pool without a time limit, for audits and migrations. It throws the driver's errors.
   */
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

  /** Runs an INSERT, UPDATE or DELETE. `affectedRows` counts changed rows, not all matched rows. */
  async write(sql: string, values: SqlValues = [], tx?: Tx): Promise<Written> {
    const { affectedRows, insertId } = (await this.#ask(sql, values, tx)) as ResultSetHeader;
    return { affectedRows, insertId: Number(insertId) };
  }

  /** The rows of a model, as plain objects. */
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

  /**
   * Runs `work` in one transaction. After a deadlock or a lock timeout it runs `work` again, so
   * `work` must be repeatable.
   * @throws AppError `SERVER_BUSY` after five attempts, or when MySQL is away
   */
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

  /** Runs `work` in a transaction where all reads see the same moment of MySQL. */
  snapshot<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.lend(async (tx) => {
      await tx.ask({ sql: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ" });
      return inTransaction(tx, work);
    });
  }

  /**
   * Lends one connection to `work`. A connection that was dropped is never lent again.
   * @throws AppError `SERVER_BUSY` when MySQL is away, unless this database is patient
   */
  async lend<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { connectionManager } = this.sequelize;
    try {
      const connection = await connectionManager.getConnection({ type: "write" });
      const tx = new Tx(connection as Connection, this.#limitMs);
      try {
        return await work(tx);
      } finally {
        tx.end();
        connectionManager.releaseConnection(connection);
      }
    } catch (cause) {
      if (this.#limitMs === undefined || !isAway(cause)) throw cause;
      throw new AppError("SERVER_BUSY", { cause });
    }
  }

  /** Closes the connections of the pool. */
  close(): Promise<void> {
    return this.sequelize.close();
  }

  #ask(sql: string, values: SqlValues, tx: Tx | undefined): Promise<unknown> {
    if (tx !== undefined) return tx.ask({ sql, values });
    return this.lend((on) => on.ask({ sql, values }));
  }
}

/** Gives a model the lent connection. It neither begins nor ends a transaction. */
class OverConnection extends Transaction {
  readonly connection: Connection;

  constructor(sequelize: Sequelize, connection: Connection) {
    super(sequelize, {});
    this.connection = connection;
  }
}

async function inTransaction<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { connection, limitMs } = tx;
  await tx.ask({ sql: "START TRANSACTION" });
  let result: T;
  try {
    result = await work(tx);
    tx.end();
  } catch (error) {
    // A branch of the work that still runs must write nothing after the ROLLBACK.
    tx.end();
    // When the connection is lost the server rolls the transaction back.
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

/**
 * Creates a pool. It opens its first connection with the first query.
 * @param url `mysql://user:password@host:port/database`
 */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const statementMs = options.statementMs ?? STATEMENT_MS;
  const settings: Settings = {
    dialect: "mysql",
    databaseVersion: VERSION,
    logging: false,
    timezone: DRIVER_OPTIONS.timezone,
    // `setUpSession` sets the timezone, within the limit of a statement.
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

/** Two options that the types of Sequelize lack. */
type Settings = Options & {
  readonly databaseVersion: string;
  readonly keepDefaultTimezone: boolean;
};
