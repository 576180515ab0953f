// The twin's waiting room: a row per place, and the position by COUNT(*).
import type { PlaceBody } from "../../../client-sdk/protocol/bodies.js";
import { isDuplicate, rowsOf, write } from "./database.js";
import { Refusal } from "./refusal.js";
import { assertOnSale } from "./showtimes.js";
import type { Caller, TwinContext } from "./context.js";

interface PlaceRow {
  readonly id: number;
  readonly status: "waiting" | "admitted" | "done" | "expired";
  readonly session_ends_at: number | null;
}

const POLL_SOON_MS = 2000;
const POLL_LATER_MS = 5000;
const SOON_AHEAD = 200;

/** The answer about a place: what a client of the twin reads of the product's body. */
export type TwinPlace = Omit<PlaceBody, "tick" | "etaSeconds">;

/**
 * Gives the caller the next place, or the one they have.
 * @throws Refusal `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` `SALE_CLOSED`
 */
export async function joinQueue(
  twin: TwinContext,
  { memberNo }: Caller,
  showtimeId: number,
): Promise<{ readonly isNew: boolean; readonly body: TwinPlace }> {
  const now = Date.now();
  assertOnSale(await twin.showtimes.get(showtimeId), now);
  try {
    const { id } = await write(twin.pool, INSERT_PLACE, [showtimeId, memberNo, now]);
    const row: PlaceRow = { id, status: "waiting", session_ends_at: null };
    return { isNew: true, body: await placeBody(twin, showtimeId, row) };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const body = await readPlace(twin, { memberNo }, showtimeId);
  return { isNew: false, body };
}

const INSERT_PLACE =
  "INSERT INTO places (showtime_id, member_no, status, joined_at) VALUES (?, ?, 'waiting', ?)";
const SELECT_PLACE = `SELECT id, status, session_ends_at FROM places
  WHERE showtime_id = ? AND member_no = ?`;
const COUNT_AHEAD = `SELECT COUNT(*) AS ahead FROM places
  WHERE status = 'waiting' AND showtime_id = ? AND id < ?`;

/** The caller's place. @throws Refusal `QUEUE_NOT_READY` when they have none */
export async function readPlace(
  twin: TwinContext,
  { memberNo }: Pick<Caller, "memberNo">,
  showtimeId: number,
): Promise<TwinPlace> {
  const [row] = await rowsOf<PlaceRow>(twin.pool, SELECT_PLACE, [showtimeId, memberNo]);
  if (row === undefined) throw new Refusal("QUEUE_NOT_READY");
  return placeBody(twin, showtimeId, row);
}

async function placeBody(
  { pool }: TwinContext,
  showtimeId: number,
  { id, status, session_ends_at: endsAt }: PlaceRow,
): Promise<TwinPlace> {
  const token = String(id);
  const common = { token, status, place: id };
  if (status !== "waiting") {
    const ends = endsAt === null ? {} : { sessionEndsAt: new Date(endsAt).toISOString() };
    const position = status === "admitted" ? 0 : null;
    return { ...common, position, ahead: null, pollAfterMs: POLL_LATER_MS, ...ends };
  }
  const [counted] = await rowsOf<{ ahead: number }>(pool, COUNT_AHEAD, [showtimeId, id]);
  const ahead = counted?.ahead ?? 0;
  const pollAfterMs = ahead <= SOON_AHEAD ? POLL_SOON_MS : POLL_LATER_MS;
  return { ...common, position: ahead + 1, ahead, pollAfterMs };
}
