// Migrations are listed in code, in order. The first node that starts runs them, and the other
// nodes wait for its lock. Never edit the SQL of a migration that is on the main branch.
import { SequelizeStorage, Umzug } from "umzug";
import type { Database } from "./database.js";
import { accountsCatalogue } from "./migrations/001-accounts-catalogue.js";
import { journal } from "./migrations/002-journal.js";
import { eventSequence } from "./migrations/003-event-sequence.js";
import { projected } from "./migrations/004-projected.js";
import type { ConditionalStatement, Migration } from "./migrations/migration.js";

const MIGRATIONS: readonly Migration[] = [accountsCatalogue, journal, eventSequence, projected];

const LOCK_SECONDS = 60;
/** Locks belong to the server, not to one database, so the name holds that of the database. */
const LOCK_NAME = "CONCAT('onsale-migrate-', LEFT(DATABASE(), 40))";

function runner(db: Database): Umzug {
  const run = async (statements: readonly (string | ConditionalStatement)[]): Promise<void> => {
    for (const statement of statements) await runOne(db, statement);
  };
  return new Umzug({
    migrations: MIGRATIONS.map(({ name, up, down }) => ({
      name,
      up: () => run(up),
      down: () => run(down),
    })),
    storage: new SequelizeStorage({
      sequelize: db.sequelize,
      modelName: "migrations",
      tableName: "migrations",
    }),
    logger: undefined,
  });
}

async function runOne(db: Database, statement: string | ConditionalStatement): Promise<void> {
  if (typeof statement === "string") await db.write(statement);
  else if ((await db.first(statement.unless)) === undefined) await db.write(statement.sql);
}

/** Brings the schema up to this version. Several nodes may call it at once. */
export async function migrate(db: Database): Promise<void> {
  await underLock(db.patient(), (patient) => runner(patient).up());
}

/** Rolls back every migration. Tests use it to prove that each one can be rolled back. */
export async function unmigrate(db: Database): Promise<void> {
  await underLock(db.patient(), (patient) => runner(patient).down({ to: 0 }));
}

async function underLock(db: Database, work: (db: Database) => Promise<unknown>): Promise<void> {
  // One connection holds the lock; the migrations run on other connections.
  await db.lend(async (tx) => {
    const lock = await db.first<{ taken: string }>(
      `SELECT GET_LOCK(${LOCK_NAME}, ${LOCK_SECONDS}) AS taken`,
      [],
      tx,
    );
    if (Number(lock?.taken) !== 1) throw new Error("another node has been migrating for a minute");
    try {
      await work(db);
    } finally {
      await db.select(`SELECT RELEASE_LOCK(${LOCK_NAME})`, [], tx);
    }
  });
}
