// The picture of the schema, drawn from the database itself. What refers to what is told by foreign
// keys where there are some, and by the names of columns where two workers must not wait for each
// other.
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

/** Columns that name a row of another table without a foreign key. */
const NAMED: Readonly<Record<string, string>> = {
  reservation_id: "reservations",
  payment_id: "payments",
  showtime_id: "showtimes",
  member_no: "members",
  shard: "shards",
};

/** The schema as a Mermaid diagram in Markdown. */
export async function erdOf(db: Database): Promise<string> {
  const columns = (await readColumns(db)).filter(({ table_name: table }) => !HIDDEN.has(table));
  // Sorted here: servers do not agree on where an underscore stands.
  const tables = [...new Set(columns.map(({ table_name: table }) => table))].sort();
  const references = merged(await readForeignKeys(db), namedReferences(columns, tables));
  return [
    "# The schema",
    "",
    "Generated from the migrations by `server/db/write-erd.ts`; a test compares the two.",
    "A dotted line is a column that names a row without a foreign key: what a shard's",
    "worker copies must not wait for what another has not copied yet.",
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

// MySQL gives the names of these columns in capitals, MariaDB as they were asked for.
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
