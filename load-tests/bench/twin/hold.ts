// A hold of the twin: the rows of the seats are locked with SELECT … FOR UPDATE in the order of
// their ids, so two holds never wait for each other in a circle. The seats come first, because most
// calls of a hot sale fail there. Then the place of the member is locked, so that two holds of one
// member at the same time cannot exceed the limit.
import { createHash, randomUUID } from "node:crypto";

import type { ReservationBody } from "../../../client-sdk/protocol/bodies.js";
import { inTransaction, rowsOf, write, type Connection } from "./database.js";
import { Refusal } from "./refusal.js";
import { assertOnSale, type Showtime } from "./showtimes.js";
import type { Caller, TwinContext } from "./context.js";

/** What a caller wants to hold; the same key gives the same reservation. */
export interface WantedSeats {
  readonly showtimeId: number;
  readonly seatIds: readonly number[];
  readonly key: string | undefined;
}

interface SeatRow {
  readonly id: number;
  readonly price_class: string;
  readonly price: number;
  readonly status: "available" | "held" | "sold";
  readonly reservation_id: string | null;
  readonly held_until: number | null;
}

interface Holding {
  readonly id: string;
  readonly caller: Caller;
  readonly showtime: Showtime;
  readonly seats: readonly SeatRow[];
  readonly now: number;
}

const LOCK_SEATS = `SELECT id, price_class, price, status, reservation_id, held_until FROM seats
  WHERE showtime_id = ? AND id IN (?) ORDER BY id FOR UPDATE`;
// A locking read sees what others have committed, so the sum counts every earlier hold.
const LOCK_PLACE = `SELECT p.status, p.session_ends_at, COALESCE(SUM(r.quantity), 0) AS owned
  FROM places p
  LEFT JOIN reservations r ON r.member_no = p.member_no AND r.showtime_id = p.showtime_id
    AND (r.status = 'confirmed' OR (r.status = 'held' AND r.expires_at > ?))
  WHERE p.showtime_id = ? AND p.member_no = ? GROUP BY p.id FOR UPDATE`;
const INSERT_RESERVATION = `INSERT INTO reservations
  (id, showtime_id, member_no, status, seats, quantity, total, made_at, expires_at)
  VALUES (?, ?, ?, 'held', ?, ?, ?, ?, ?)`;
const HOLD_SEATS = `UPDATE seats SET status = 'held', reservation_id = ?, held_until = ?
  WHERE showtime_id = ? AND id IN (?)`;
const INSERT_EVENT = "INSERT INTO outbox (topic, `key`, payload, at) VALUES (?, ?, ?, ?)";

/**
 * Holds the seats until the deadline of the sale's policy.
 * @throws Refusal `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` `SALE_CLOSED` `SEAT_UNKNOWN` `SEAT_TAKEN`
 * `QUEUE_NOT_READY` `LIMIT_REACHED` `SERVER_BUSY`
 */
export async function holdSeats(
  twin: TwinContext,
  caller: Caller,
  { showtimeId, seatIds, key }: WantedSeats,
): Promise<ReservationBody> {
  const now = Date.now();
  const showtime = await twin.showtimes.get(showtimeId);
  assertOnSale(showtime, now);
  const id = reservationId(caller, showtimeId, key);
  return inTransaction(twin.pool, async (connection) => {
    const seats = await rowsOf<SeatRow>(connection, LOCK_SEATS, [showtimeId, seatIds]);
    if (seats.length < seatIds.length) throw new Refusal("SEAT_UNKNOWN");
    const holding: Holding = { id, caller, showtime, seats, now };
    if (seats.every((seat) => seat.reservation_id === id)) {
      return reservationBody(holding, seats[0]?.held_until ?? 0);
    }
    assertFree(seats, now);
    await assertMayHold(connection, holding);
    await endLapsed(connection, seats);
    return make(connection, holding);
  });
}

/** Without a key every call is a hold of its own. */
function reservationId({ memberId }: Caller, showtimeId: number, key: string | undefined): string {
  if (key === undefined) return randomUUID();
  return createHash("sha256").update(`${memberId}\0${showtimeId}\0${key}`).digest("hex");
}

/** A hold past its deadline no longer counts, whether or not the sweeper has met it. */
const isTaken = ({ status, held_until: until }: SeatRow, now: number): boolean =>
  status === "sold" || (status === "held" && (until ?? 0) > now);

function assertFree(seats: readonly SeatRow[], now: number): void {
  const taken = seats.filter((seat) => isTaken(seat, now)).map(({ id }) => String(id));
  if (taken.length > 0) throw new Refusal("SEAT_TAKEN", { meta: { seatIds: taken } });
}

interface OwnPlace {
  readonly status: string;
  readonly session_ends_at: number | null;
  /** What the member has held and bought; a sum is a DECIMAL, which arrives as a text. */
  readonly owned: string;
}

async function assertMayHold(connection: Connection, holding: Holding): Promise<void> {
  const { showtime, caller, seats, now } = holding;
  const values = [now, showtime.id, caller.memberNo];
  const [place] = await rowsOf<OwnPlace>(connection, LOCK_PLACE, values);
  const isAdmitted = place?.status === "admitted" && (place.session_ends_at ?? 0) > now;
  if (!isAdmitted) throw new Refusal("QUEUE_NOT_READY");
  if (Number(place.owned) + seats.length > showtime.max_per_user) {
    throw new Refusal("LIMIT_REACHED");
  }
}

/** Frees all seats of the lapsed holds that had one of these. */
async function endLapsed(connection: Connection, seats: readonly SeatRow[]): Promise<void> {
  const lapsed = seats.flatMap(({ reservation_id: id }) => id ?? []);
  if (lapsed.length === 0) return;
  await write(connection, "UPDATE reservations SET status = 'expired' WHERE id IN (?)", [lapsed]);
  await write(
    connection,
    `UPDATE seats SET status = 'available', reservation_id = NULL, held_until = NULL
     WHERE reservation_id IN (?)`,
    [lapsed],
  );
}

async function make(connection: Connection, holding: Holding): Promise<ReservationBody> {
  const { id, caller, showtime, seats, now } = holding;
  const expiresAt = now + showtime.hold_ms;
  const body = reservationBody(holding, expiresAt);
  const ids = seats.map((seat) => seat.id);
  const owner = [id, showtime.id, caller.memberNo];
  const values = [...owner, ids.join(","), ids.length, body.total, now, expiresAt];
  await write(connection, INSERT_RESERVATION, values);
  await write(connection, HOLD_SEATS, [id, expiresAt, showtime.id, ids]);
  const event = { type: "reservation.held", reservationId: id, seats: ids, total: body.total };
  await write(connection, INSERT_EVENT, ["reservations", id, JSON.stringify(event), now]);
  return body;
}

const reservationBody = ({ id, showtime, seats }: Holding, expiresAt: number): ReservationBody => ({
  id,
  showtimeId: String(showtime.id),
  status: "held",
  seats: seats.map((seat) => ({
    id: String(seat.id),
    section: "",
    row: "",
    number: String(seat.id),
    priceClass: seat.price_class,
    price: seat.price,
  })),
  total: seats.reduce((sum, { price }) => sum + price, 0),
  currency: "KRW",
  expiresAt: new Date(expiresAt).toISOString(),
});
