// The tables of the twin. A status is an ENUM, which takes one byte and reads as a word. Times are
// BIGINT, in ms since 1970. Every query of the booking path has an index that it can use alone.

const ID = "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin";
const WORD = "VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin";
const TABLE = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

const SHOWTIMES = `CREATE TABLE showtimes (
  id INT UNSIGNED NOT NULL,
  state ENUM('open', 'closed') NOT NULL,
  sales_open_at BIGINT NOT NULL,
  max_active INT UNSIGNED NOT NULL,
  per_minute INT UNSIGNED NOT NULL,
  hold_ms INT UNSIGNED NOT NULL,
  session_ms INT UNSIGNED NOT NULL,
  max_per_user INT UNSIGNED NOT NULL,
  PRIMARY KEY (id)
) ${TABLE}`;

// by_reservation: the seats of a reservation, when it is paid or lapses.
const SEATS = `CREATE TABLE seats (
  showtime_id INT UNSIGNED NOT NULL,
  id INT UNSIGNED NOT NULL,
  price_class ${WORD} NOT NULL,
  price BIGINT NOT NULL,
  status ENUM('available', 'held', 'sold') NOT NULL,
  reservation_id ${ID} NULL,
  held_until BIGINT NULL,
  PRIMARY KEY (showtime_id, id),
  KEY by_reservation (reservation_id)
) ${TABLE}`;

// by_status: the places in front of one, the next to be admitted, and the booking sessions.
const PLACES = `CREATE TABLE places (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  showtime_id INT UNSIGNED NOT NULL,
  member_no INT UNSIGNED NOT NULL,
  status ENUM('waiting', 'admitted', 'done', 'expired') NOT NULL,
  joined_at BIGINT NOT NULL,
  session_ends_at BIGINT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_place (showtime_id, member_no),
  KEY by_status (status, showtime_id, id)
) ${TABLE}`;

// by_member: the limit of a member; by_deadline: the holds that have lapsed.
const RESERVATIONS = `CREATE TABLE reservations (
  id ${ID} NOT NULL,
  showtime_id INT UNSIGNED NOT NULL,
  member_no INT UNSIGNED NOT NULL,
  status ENUM('held', 'confirmed', 'expired') NOT NULL,
  seats TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity INT UNSIGNED NOT NULL,
  total BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY by_member (member_no, showtime_id),
  KEY by_deadline (status, expires_at)
) ${TABLE}`;

const WALLETS = `CREATE TABLE wallets (
  member_no INT UNSIGNED NOT NULL,
  balance BIGINT NOT NULL,
  PRIMARY KEY (member_no),
  CONSTRAINT wallets_balance CHECK (balance >= 0)
) ${TABLE}`;

const PAYMENTS = `CREATE TABLE payments (
  id ${ID} NOT NULL,
  reservation_id ${ID} NOT NULL,
  showtime_id INT UNSIGNED NOT NULL,
  member_no INT UNSIGNED NOT NULL,
  amount BIGINT NOT NULL,
  status ENUM('captured', 'refunded') NOT NULL,
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY one_payment (reservation_id),
  UNIQUE KEY one_key (member_no, idempotency_key)
) ${TABLE}`;

// Double-entry bookkeeping: the lines of one payment sum to 0.
const LEDGER = `CREATE TABLE ledger (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  payment_id ${ID} NULL,
  account ENUM('member', 'revenue', 'external') NOT NULL,
  member_no INT UNSIGNED NULL,
  amount BIGINT NOT NULL,
  kind ENUM('payment', 'top_up') NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY by_member (member_no, id)
) ${TABLE}`;

const OUTBOX = `CREATE TABLE outbox (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  topic ${WORD} NOT NULL,
  \`key\` ${ID} NOT NULL,
  payload TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id)
) ${TABLE}`;

/** The statements that make the tables of an empty database. */
export const TWIN_SCHEMA: readonly string[] = [
  SHOWTIMES,
  SEATS,
  PLACES,
  RESERVATIONS,
  WALLETS,
  PAYMENTS,
  LEDGER,
  OUTBOX,
];
