// Accounts and catalogue. Member numbers are INT, because Redis needs them dense and small; outside
// the server a member has a UUID. The key that makes names and e-mails unique is computed in code,
// so it does not depend on the collations of MySQL or MariaDB.
import type { Migration } from "./migration.js";

const UUID = "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin";
const WORD = "VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin";
const HASH = "BINARY(32)";
const TABLE = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

// email is NULL once the member has withdrawn. The row stays, because paid reservations refer to
// it.
const MEMBERS = `CREATE TABLE IF NOT EXISTS members (
  no INT UNSIGNED NOT NULL AUTO_INCREMENT,
  id ${UUID} NOT NULL,
  email VARCHAR(254) NULL,
  name VARCHAR(100) NOT NULL,
  role ${WORD} NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(3) NOT NULL,
  withdrawn_at DATETIME(3) NULL,
  PRIMARY KEY (no),
  UNIQUE KEY one_id (id),
  UNIQUE KEY one_email (email)
) ${TABLE}`;

// A row is one login. Its refresh tokens are one family, and the family ends as a whole.
const SESSIONS = `CREATE TABLE IF NOT EXISTS sessions (
  id ${UUID} NOT NULL,
  member_no INT UNSIGNED NOT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  revoked_reason ${WORD} NULL,
  PRIMARY KEY (id),
  KEY by_member (member_no, expires_at),
  KEY by_expiry (expires_at),
  CONSTRAINT sessions_member FOREIGN KEY (member_no) REFERENCES members (no)
) ${TABLE}`;

// A used token stays until its login is over, so that a second use is detected.
const REFRESH_TOKENS = `CREATE TABLE IF NOT EXISTS refresh_tokens (
  hash ${HASH} NOT NULL,
  session_id ${UUID} NOT NULL,
  created_at DATETIME(3) NOT NULL,
  used_at DATETIME(3) NULL,
  PRIMARY KEY (hash),
  KEY by_session (session_id),
  CONSTRAINT refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id)
    ON DELETE CASCADE
) ${TABLE}`;

// search_name: the name, normalised for comparison and search; name_key: its SHA-256.
// by_organiser: an organiser's own list; by_state, by_category: the public lists, newest first.
const PERFORMANCES = `CREATE TABLE IF NOT EXISTS performances (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  organiser_no INT UNSIGNED NOT NULL,
  name VARCHAR(200) NOT NULL,
  search_name VARCHAR(1000) NOT NULL,
  name_key ${HASH} NOT NULL,
  description VARCHAR(5000) NULL,
  category VARCHAR(50) NULL,
  state ${WORD} NOT NULL,
  reason VARCHAR(500) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_name (name_key),
  KEY by_organiser (organiser_no, id),
  KEY by_state (state, id),
  KEY by_category (state, category, id),
  CONSTRAINT performances_organiser FOREIGN KEY (organiser_no) REFERENCES members (no)
) ${TABLE}`;

// content: a layout document (docs/layout-format.md), in the form in which the organiser sent it.
const LAYOUTS = `CREATE TABLE IF NOT EXISTS layouts (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  organiser_no INT UNSIGNED NOT NULL,
  name VARCHAR(200) NOT NULL,
  seat_count INT UNSIGNED NOT NULL,
  content LONGTEXT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY by_organiser (organiser_no, id),
  CONSTRAINT layouts_organiser FOREIGN KEY (organiser_no) REFERENCES members (no)
) ${TABLE}`;

// The policy is used at the next provisioning; the live policy is in Redis and in the journal.
// by_performance: the dates of a performance in order; by_shard: the showtimes of a shard;
// by_sale: the bookable showtimes.
const SHOWTIMES = `CREATE TABLE IF NOT EXISTS showtimes (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  performance_id INT UNSIGNED NOT NULL,
  shard INT UNSIGNED NOT NULL,
  layout_id INT UNSIGNED NOT NULL,
  layout_version INT UNSIGNED NOT NULL,
  seat_count INT UNSIGNED NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  queue_opens_at DATETIME(3) NULL,
  sales_open_at DATETIME(3) NOT NULL,
  sales_close_at DATETIME(3) NULL,
  price_classes TEXT NOT NULL,
  areas TEXT NOT NULL,
  mode ${WORD} NOT NULL,
  max_active INT UNSIGNED NOT NULL,
  per_minute INT UNSIGNED NOT NULL,
  hold_ms INT UNSIGNED NOT NULL,
  session_ms INT UNSIGNED NOT NULL,
  max_per_user INT UNSIGNED NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY by_performance (performance_id, starts_at),
  KEY by_shard (shard, starts_at),
  KEY by_sale (sales_open_at, starts_at),
  CONSTRAINT showtimes_performance FOREIGN KEY (performance_id) REFERENCES performances (id),
  CONSTRAINT showtimes_layout FOREIGN KEY (layout_id) REFERENCES layouts (id)
) ${TABLE}`;

export const accountsCatalogue: Migration = {
  name: "001-accounts-catalogue",
  up: [MEMBERS, SESSIONS, REFRESH_TOKENS, PERFORMANCES, LAYOUTS, SHOWTIMES],
  down: ["showtimes", "layouts", "performances", "refresh_tokens", "sessions", "members"].map(
    (table) => `DROP TABLE IF EXISTS ${table}`,
  ),
};
