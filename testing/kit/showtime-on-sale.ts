// A showtime as an organiser makes it: with its rows in MySQL, and with the keys of provisioning in
// Redis.
import { provisionShowtime } from "../../server/commands/catalogue/provision-showtime.js";
import { createShowtimeDirectory } from "../../server/db/mysql-showtime-directory.js";
import { showtimeKey } from "../../server/redis/keys.js";
import type { WorkerShard } from "./worker-shard.js";

const ORGANISER = 1000;
const HOUR_MS = 3_600_000;
const CLASSES = [
  { id: "stalls", name: "Stalls", price: 1000 },
  { id: "lawn", name: "Lawn", price: 500 },
];
const AREAS = [
  { id: "lawn", name: "Lawn", capacity: 10, priceClass: "lawn" },
  { id: "hill", name: "Hill", capacity: 20, priceClass: "lawn" },
];
const LAYOUT = {
  sections: [
    {
      name: "main",
      priceClass: "stalls",
      rows: [
        { name: "A", count: 30 },
        { name: "B", count: 20 },
      ],
    },
  ],
};

/** Puts showtime 1 with 50 seats and two areas on sale. A worker must serve the shard. */
export async function putShowtimeOnSale(shard: WorkerShard): Promise<void> {
  const { db } = shard.database;
  const at = new Date();
  const later = (ms: number): Date => new Date(at.getTime() + ms);
  await db.write(
    `INSERT INTO members (no, id, name, role, created_at)
      VALUES (?, '00000000-0000-4000-8000-000000001000', 'Organiser', 'organiser', ?)`,
    [ORGANISER, at],
  );
  await db.write(
    `INSERT INTO performances
      (id, organiser_no, name, search_name, name_key, state, created_at, updated_at)
      VALUES (1, ?, 'Show', 'show', REPEAT('0', 32), 'approved', ?, ?)`,
    [ORGANISER, at, at],
  );
  await db.write(
    `INSERT INTO layouts (id, organiser_no, name, seat_count, content, created_at)
      VALUES (1, ?, 'House', 50, ?, ?)`,
    [ORGANISER, JSON.stringify(LAYOUT), at],
  );
  await db.write(
    `INSERT INTO showtimes (id, performance_id, shard, layout_id, layout_version, seat_count,
       starts_at, queue_opens_at, sales_open_at, sales_close_at, price_classes, areas,
       mode, max_active, per_minute, hold_ms, session_ms, max_per_user, created_at, updated_at)
      VALUES (1, 1, ?, 1, 1, 50, ?, ?, ?, ?, ?, ?, 'open', 500, 6000, 300000, 600000, 50, ?, ?)`,
    [
      ...[shard.shard, later(9 * HOUR_MS), later(-2 * HOUR_MS), later(-HOUR_MS)],
      ...[later(8 * HOUR_MS), JSON.stringify(CLASSES), JSON.stringify(AREAS), at, at],
    ],
  );
  // Replaces the showtime that every test shard has at first.
  await shard.admin.del(showtimeKey({ shard: shard.shard, showtime: 1 }, "sale"));
  const showtimes = createShowtimeDirectory(db, { now: Date.now });
  await provisionShowtime({ db, redis: shard.runner, showtimes }, 1);
}
