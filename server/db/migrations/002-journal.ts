// The sales in MySQL: the journal as the shards wrote it, and its projection. Times are BIGINT, in
// ms of the Redis clock. Only `beat_at` is a DATETIME(3), because it is compared with the clock of
// MySQL.
import type { Migration } from "./migration.js";

const ID = "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin";
const WORD = "VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin";
const CHAIN = "CHAR(40) CHARACTER SET ascii COLLATE ascii_bin";
const NO_CHAIN = "0".repeat(40);
const TABLE = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci";

const SETTINGS = `CREATE TABLE IF NOT EXISTS settings (
  name ${ID} NOT NULL,
  value VARCHAR(200) NOT NULL,
  PRIMARY KEY (name)
) ${TABLE}`;

const SHARDS = `CREATE TABLE IF NOT EXISTS shards (
  id INT NOT NULL,
  run_id ${ID} NULL,
  generation BIGINT NOT NULL DEFAULT 0,
  beat_at DATETIME(3) NULL,
  n BIGINT NOT NULL DEFAULT 0,
  chain ${CHAIN} NOT NULL DEFAULT '${NO_CHAIN}',
  redis_run_id ${ID} NULL,
  redis_repl_id ${ID} NULL,
  epoch BIGINT NOT NULL,
  fenced_reason VARCHAR(500) NULL,
  PRIMARY KEY (id)
) ${TABLE}`;

// shard_op: a caller that waits for an operation and missed its notice asks by the operation id.
const JOURNAL = `CREATE TABLE IF NOT EXISTS journal (
  shard INT NOT NULL,
  n BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind ${WORD} NOT NULL,
  op VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  chain ${CHAIN} NOT NULL,
  PRIMARY KEY (shard, n),
  KEY shard_op (shard, op)
) ${TABLE}`;

// by_member: a member's own list; by_showtime: the organiser's list and its counts by status.
const RESERVATIONS = `CREATE TABLE IF NOT EXISTS reservations (
  id ${ID} NOT NULL,
  shard INT NOT NULL,
  showtime_id BIGINT NOT NULL,
  member_no BIGINT NOT NULL,
  status ${WORD} NOT NULL,
  area INT NULL,
  quantity INT NOT NULL,
  total BIGINT NOT NULL,
  seats TEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  payment_id ${ID} NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY by_member (member_no, made_at, id),
  KEY by_showtime (showtime_id, status, made_at, id)
) ${TABLE}`;

// Two workers write one row, each its own columns. The worker of the wallet's shard writes
// wallet_status, authorised_at and settled_at. The worker of the showtime's shard writes
// show_status, reason, refund_id, decided_at, cancelled_at and refunded_at. by_member: a member's
// own list; by_reservation: the payment of a reservation; by_showtime: settlement and the
// organiser's list.
const PAYMENTS = `CREATE TABLE IF NOT EXISTS payments (
  id ${ID} NOT NULL,
  reservation_id ${ID} NULL,
  member_no BIGINT NULL,
  showtime_id BIGINT NOT NULL,
  amount BIGINT NULL,
  wallet_status ${WORD} NULL,
  show_status ${WORD} NULL,
  reason ${ID} NULL,
  refund_id ${ID} NULL,
  made_at BIGINT NOT NULL,
  authorised_at BIGINT NULL,
  settled_at BIGINT NULL,
  decided_at BIGINT NULL,
  cancelled_at BIGINT NULL,
  refunded_at BIGINT NULL,
  PRIMARY KEY (id),
  KEY by_member (member_no, made_at, id),
  KEY by_reservation (reservation_id),
  KEY by_showtime (showtime_id, made_at, id)
) ${TABLE}`;

// one_sale makes a second sale of a seat impossible: active_seat is the seat while it is sold, and
// NULL once cancelled. Never write this table with IGNORE or ON DUPLICATE KEY: both hide a second
// sale.
const PAYMENT_SEATS = `CREATE TABLE IF NOT EXISTS payment_seats (
  payment_id ${ID} NOT NULL,
  seat INT NOT NULL,
  showtime_id BIGINT NOT NULL,
  active_seat INT NULL,
  PRIMARY KEY (payment_id, seat),
  UNIQUE KEY one_sale (showtime_id, active_seat)
) ${TABLE}`;

const WALLETS = `CREATE TABLE IF NOT EXISTS wallets (
  member_no BIGINT NOT NULL,
  balance BIGINT NOT NULL DEFAULT 0,
  authorised BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (member_no),
  CONSTRAINT wallets_balance CHECK (balance >= 0),
  CONSTRAINT wallets_authorised CHECK (authorised >= 0)
) ${TABLE}`;

// Double-entry bookkeeping: the lines of one (shard, n) sum to 0.
// by_member: the entries of a member, in order.
const LEDGER = `CREATE TABLE IF NOT EXISTS ledger (
  shard INT NOT NULL,
  n BIGINT NOT NULL,
  line TINYINT NOT NULL,
  account ${WORD} NOT NULL,
  member_no BIGINT NULL,
  amount BIGINT NOT NULL,
  kind ${WORD} NOT NULL,
  reservation_id ${ID} NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (shard, n, line),
  KEY by_member (member_no, n)
) ${TABLE}`;

// For a shard, seq is made of the number n of the journal entry (outbox-events.ts). One fenced
// writer commits the rows in that order and moves the shard's projected_n with them, so a reader
// that has read the events up to entry projected_n has missed no row. Those of later entries come
// later. Not every entry has a row.
const OUTBOX = `CREATE TABLE IF NOT EXISTS outbox (
  source ${ID} NOT NULL,
  seq BIGINT NOT NULL,
  topic ${ID} NOT NULL,
  \`key\` ${ID} NOT NULL,
  event_id ${ID} NOT NULL,
  payload TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (source, seq)
) ${TABLE}`;

const TABLES = [
  "settings",
  "shards",
  "journal",
  "reservations",
  "payments",
  "payment_seats",
  "wallets",
  "ledger",
  "outbox",
];

export const journal: Migration = {
  name: "002-journal",
  up: [SETTINGS, SHARDS, JOURNAL, RESERVATIONS, PAYMENTS, PAYMENT_SEATS, WALLETS, LEDGER, OUTBOX],
  down: [...TABLES].reverse().map((table) => `DROP TABLE IF EXISTS ${table}`),
};
