// The background work of the twin: the next places are admitted ten times a second, and once a
// second the holds and booking sessions past their deadline end.
import type { Pool } from "mysql2";
import { inTransaction, rowsOf, write } from "./database.js";
import type { Showtime } from "./showtimes.js";
import type { TwinContext } from "./context.js";

const ADMIT_EVERY_MS = 100;
const SWEEP_EVERY_MS = 1000;
const SWEPT_AT_ONCE = 500;
const MINUTE_MS = 60_000;

const WAITED_FOR = "SELECT DISTINCT showtime_id AS id FROM places WHERE status = 'waiting'";
const COUNT_ACTIVE = `SELECT COUNT(*) AS active FROM places
  WHERE status = 'admitted' AND showtime_id = ?`;
const ADMIT = `UPDATE places SET status = 'admitted', session_ends_at = ?
  WHERE status = 'waiting' AND showtime_id = ? ORDER BY id LIMIT ?`;
const LAPSED = `SELECT id FROM reservations WHERE status = 'held' AND expires_at <= ?
  ORDER BY expires_at LIMIT ? FOR UPDATE`;
const EXPIRE = `UPDATE reservations r JOIN seats s ON s.reservation_id = r.id
  SET r.status = 'expired', s.status = 'available', s.reservation_id = NULL, s.held_until = NULL
  WHERE r.id IN (?)`;
const OVER = `SELECT id FROM places WHERE status = 'admitted' AND session_ends_at <= ?
  LIMIT ?`;
const END_SESSIONS = "UPDATE places SET status = 'expired' WHERE status = 'admitted' AND id IN (?)";

/** The loops of the twin; each repeats after its last round has ended. */
export class Loops {
  readonly #twin: TwinContext;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #rounds = new Set<Promise<void>>();
  #isStopped = false;
  /** Showtime → when its last admission was. */
  readonly #admittedAt = new Map<number, number>();

  constructor(twin: TwinContext) {
    this.#twin = twin;
  }

  /** Starts both loops. */
  start(): void {
    this.#repeat(ADMIT_EVERY_MS, () => this.#admitAll());
    this.#repeat(SWEEP_EVERY_MS, () => sweep(this.#twin.pool, Date.now()));
  }

  /** Stops both, and waits for the rounds under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#rounds);
  }

  #repeat(everyMs: number, round: () => Promise<void>): void {
    if (this.#isStopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const running = round()
        .catch((error: unknown) => console.error(error))
        .then(() => void this.#rounds.delete(running));
      this.#rounds.add(running);
      void running.then(() => this.#repeat(everyMs, round));
    }, everyMs);
    this.#timers.add(timer);
  }

  async #admitAll(): Promise<void> {
    for (const { id } of await rowsOf<{ id: number }>(this.#twin.pool, WAITED_FOR, [])) {
      await this.#admit(await this.#twin.showtimes.get(id));
    }
  }

  /** Admits as many as sessions are free and the rate allows since the last round. */
  async #admit(showtime: Showtime): Promise<void> {
    const { pool } = this.#twin;
    const now = Date.now();
    const since = Math.min(now - (this.#admittedAt.get(showtime.id) ?? 0), 1000);
    const due = Math.floor((showtime.per_minute * since) / MINUTE_MS);
    const [counted] = await rowsOf<{ active: number }>(pool, COUNT_ACTIVE, [showtime.id]);
    const count = Math.min(due, showtime.max_active - (counted?.active ?? 0));
    if (count < 1) return;
    await write(pool, ADMIT, [now + showtime.session_ms, showtime.id, count]);
    this.#admittedAt.set(showtime.id, now);
  }
}

async function sweep(pool: Pool, now: number): Promise<void> {
  // Read without locks first: an UPDATE would lock every session that runs.
  const over = await rowsOf<{ id: number }>(pool, OVER, [now, SWEPT_AT_ONCE]);
  if (over.length > 0) await write(pool, END_SESSIONS, [over.map(({ id }) => id)]);
  await inTransaction(pool, async (connection) => {
    const rows = await rowsOf<{ id: string }>(connection, LAPSED, [now, SWEPT_AT_ONCE]);
    if (rows.length === 0) return;
    await write(connection, EXPIRE, [rows.map(({ id }) => id)]);
    const events = rows.map(({ id }) => {
      const payload = { type: "reservation.expired", reservationId: id };
      return ["reservations", id, JSON.stringify(payload), now];
    });
    await write(connection, "INSERT INTO outbox (topic, `key`, payload, at) VALUES ?", [events]);
  });
}
