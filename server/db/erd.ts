// Draws the diagram of the schema (docs/erd.md) from the database itself. References are read from
// foreign keys. Tables that the workers of different shards write have no foreign keys, so that the
// workers never wait for each other; there the names of the columns show the references.
import type { Database } from "./database.js";

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
  readonly column_key: string;
}

interface Reference {
  readonly child: string;
  readonly parent: string;
  readonly column: string;
}

const HIDDEN = new Set(["migrations"]);

/** Columns that refer to a row of another table without a foreign key. */
const NAMED: Readonly<Record<string, string>> = {
  reservation_id: "reservations",
  payment_id: "payments",
  showtime_id: "showtimes",
  member_no: "members",
  shard: "shards",
};

/** The schema as a Markdown page with a Mermaid diagram. */
export async function erdOf(db: Database): Promise<string> {
  const columns = (await readColumns(db)).filter(({ table_name: table }) => !HIDDEN.has(table));
  // Sorted here, because MySQL and MariaDB sort an underscore differently.
  const tables = [...new Set(columns.map(({ table_name: table }) => table))].sort();
  const references = merged(await readForeignKeys(db), namedReferences(columns, tables));
  return [
    "# The schema",
    "",
    "Generated from the migrations by `server/db/write-erd.ts`; a test compares the two.",
    "A dotted line is a column that refers to a row without a foreign key: a shard's worker",
    "copies its journal without waiting for the workers of other shards.",
    "",
    "```mermaid",
    "erDiagram",
    ...tables.flatMap((table) => entity(table, columns)),
    ...references.map(line),
    "```",
    "",
  ].join("\n");
}

function entity(table: string, columns: readonly Column[]): string[] {
  const own = columns.filter(({ table_name: name }) => name === table);
  return [`  ${table} {`, ...own.map(field), "  }"];
}

const KEYS: Readonly<Record<string, string>> = { PRI: " PK", UNI: " UK" };

const field = (column: Column): string =>
  `    ${column.data_type} ${column.column_name}${KEYS[column.column_key] ?? ""}`;

const line = ({ child, parent, column, isKey }: Reference & { isKey: boolean }): string =>
  `  ${parent} ||${isKey ? "--" : ".."}o{ ${child} : ${column}`;

const byText = (a: Reference, b: Reference): number =>
  `${a.parent} ${a.child} ${a.column}` < `${b.parent} ${b.child} ${b.column}` ? -1 : 1;

function merged(keys: readonly Reference[], named: readonly Reference[]) {
  const isKey = (one: Reference): boolean =>
    keys.some((key) => key.child === one.child && key.column === one.column);
  return [
    ...keys.map((key) => ({ ...key, isKey: true })),
    ...named.filter((one) => !isKey(one)).map((one) => ({ ...one, isKey: false })),
  ].sort(byText);
}

const namedReferences = (columns: readonly Column[], tables: readonly string[]): Reference[] =>
  columns.flatMap(({ table_name: child, column_name: column }) => {
    const parent = NAMED[column];
    if (parent === undefined || parent === child || !tables.includes(parent)) return [];
    return [{ child, parent, column }];
  });

// MySQL returns these column names in capitals, MariaDB as they are written in the query.
const readColumns = (db: Database): Promise<Column[]> =>
  db.select<Column>(
    `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name, DATA_TYPE AS data_type,
        COLUMN_KEY AS column_key
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
      ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );

const readForeignKeys = (db: Database): Promise<Reference[]> =>
  db.select<Reference>(
    `SELECT TABLE_NAME AS child, REFERENCED_TABLE_NAME AS parent, COLUMN_NAME AS \`column\`
      FROM information_schema.KEY_COLUMN_USAGE
      WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL
      ORDER BY TABLE_NAME, COLUMN_NAME`,
  );
