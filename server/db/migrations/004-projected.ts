// The projection has a cursor of its own: the reservations, payments, ledger lines and events of
// the entries up to `projected_n` are in their tables, later ones are in the journal alone. A
// database of an older version has projected everything that is durable, so its cursor starts at
// `n`.
import type { Migration } from "./migration.js";

const HAS_COLUMN = `SELECT 1 FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'shards' AND column_name = 'projected_n'`;
const LACKS_COLUMN = `SELECT 1 FROM DUAL WHERE NOT EXISTS (${HAS_COLUMN})`;

export const projected: Migration = {
  name: "004-projected",
  up: [
    { sql: "ALTER TABLE shards ADD COLUMN projected_n BIGINT NULL AFTER n", unless: HAS_COLUMN },
    "UPDATE shards SET projected_n = n WHERE projected_n IS NULL",
    "ALTER TABLE shards MODIFY COLUMN projected_n BIGINT NOT NULL DEFAULT 0",
  ],
  down: [{ sql: "ALTER TABLE shards DROP COLUMN projected_n", unless: LACKS_COLUMN }],
};
