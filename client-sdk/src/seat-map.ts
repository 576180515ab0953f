// The live seat map: a snapshot, then deltas. When a delta does not fit, the client asks for the
// changes; when no delta comes for some time, or the connection is new, it watches again.

import type { DeltaBody, LayoutBody, PriceClassBody, SeatChange } from "../protocol/bodies.js";
import { seatStatus, SEAT_AVAILABLE, type SeatStatus } from "../protocol/seat-state.js";
import { jittered } from "./transport/backoff.js";
import { Emitter } from "./emitter.js";
import type { Link } from "./transport/link.js";
import { hasCode, type OnsaleError } from "./onsale-error.js";
import {
  applyDelta,
  applySnapshot,
  applySync,
  fromSnapshot,
  type Applied,
  type SeatMapState,
} from "./seat-map-state.js";

/** A seat of the map: where it is and what it costs. Its state is `map.status(seat)`. */
export interface MapSeat {
  /** Index in layout order, and in `map.states`. */
  readonly index: number;
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  readonly priceClass: PriceClassBody;
  readonly isAccessible: boolean;
}

/** The events of a seat map. */
export interface SeatMapNotices {
  /** These seats changed; `status` is the state they have now. */
  change: readonly { readonly seat: MapSeat; readonly status: SeatStatus }[];
  /** The layout has changed: draw every seat again. */
  layout: readonly MapSeat[];
  /** The server no longer shows the map to this member, because the session has ended. */
  lost: OnsaleError;
}

/** What a seat map needs to know of the room it belongs to. */
export interface MapRoom {
  readonly showtimeId: string;
  /** The queue token; none for the organiser and administrators. */
  readonly token?: string | undefined;
  /** Resolves once the connected node knows the place. */
  resumed(): Promise<void>;
}

/** So many deltas are kept at most while the client asks for the changes before them. */
const WAITING_DELTAS_MAX = 64;

/**
 * Opens the live map of a showtime.
 * @throws OnsaleError `QUEUE_NOT_READY` without a booking session, `SHOWTIME_NOT_FOUND`
 */
export async function openSeatMap(link: Link, room: MapRoom): Promise<SeatMap> {
  const map = new SeatMap(link, room);
  try {
    await map.open();
    return map;
  } catch (error) {
    map.close();
    throw error;
  }
}

const seatsCache = new WeakMap<LayoutBody, readonly MapSeat[]>();

/** All seats in layout order; made once per layout. */
function seatsOf(layout: LayoutBody): readonly MapSeat[] {
  const known = seatsCache.get(layout);
  if (known !== undefined) return known;
  const classes = new Map(layout.priceClasses.map((each) => [each.id, each]));
  const seats: MapSeat[] = [];
  for (const section of layout.sections) {
    for (const row of section.rows) {
      row.seats.forEach((seat, at) => {
        const { id, number, x, y, accessible } = seat;
        const priceClass = classes.get(seat.priceClass) ?? {
          id: seat.priceClass,
          name: seat.priceClass,
          price: 0,
        };
        const index = row.firstIndex + at;
        const where = { section: section.name, row: row.name, number, x, y };
        seats[index] = { index, id, ...where, priceClass, isAccessible: accessible === true };
      });
    }
  }
  seatsCache.set(layout, seats);
  return seats;
}

/** The live seat map of one showtime. */
export class SeatMap extends Emitter<SeatMapNotices> {
  readonly #link: Link;
  readonly #room: MapRoom;
  readonly #ends: (() => void)[] = [];
  #layout: LayoutBody | undefined;
  #seats: readonly MapSeat[] = [];
  #state: SeatMapState | undefined;
  #asking: Promise<void> | undefined;
  #waitingDeltas: DeltaBody[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether this connection receives deltas. */
  #isWatching = false;
  #isClosed = false;

  constructor(link: Link, room: MapRoom) {
    super();
    this.#link = link;
    this.#room = room;
    this.#ends.push(
      link.connection.on("seats:delta", (delta) => {
        if (String(delta.showtimeId) === room.showtimeId) this.#onDelta(delta);
      }),
      link.connection.on("connected", () => {
        this.#isWatching = false;
        this.#recover();
      }),
      link.connection.on("closed", () => this.close()),
    );
  }

  /** Sections, rows, areas and prices; undefined until the map is open. */
  get layout(): LayoutBody | undefined {
    return this.#layout;
  }

  /** All seats in layout order. */
  get seats(): readonly MapSeat[] {
    return this.#seats;
  }

  /** Versions can be compared within one epoch only. */
  get epoch(): number {
    return this.#state?.epoch ?? 0;
  }

  /** Version of the map that is shown. */
  get version(): number {
    return this.#state?.version ?? 0;
  }

  /** One byte per seat in layout order, as in `SEAT_STATUSES`. The array changes in place. */
  get states(): Uint8Array {
    return this.#state?.states ?? new Uint8Array();
  }

  /** The state of one seat now. */
  status(seat: MapSeat): SeatStatus {
    return seatStatus(this.states[seat.index] ?? SEAT_AVAILABLE);
  }

  /** The free seats in layout order, where the best come first. */
  available(): MapSeat[] {
    return this.#seats.filter(({ index }) => this.states[index] === SEAT_AVAILABLE);
  }

  /**
   * Loads layout and snapshot, and starts to watch; `openSeatMap` calls it.
   * @throws OnsaleError `QUEUE_NOT_READY` `SHOWTIME_NOT_FOUND`
   */
  async open(): Promise<void> {
    const layout = this.#link.layout(this.#room.showtimeId);
    await Promise.all([this.#watch(), layout]);
  }

  /** Ends the events, and the deltas of the server. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends.splice(0)) end();
    const { connection, timing } = this.#link;
    if (connection.state !== "connected") return;
    const { showtimeId } = this.#room;
    connection.call("seats:unwatch", { showtimeId }, timing.callTimeoutMs).catch(() => undefined);
  }

  async #watch(): Promise<void> {
    await this.#room.resumed();
    const { showtimeId, token } = this.#room;
    const snapshot = await this.#link.ask("seats:watch", { showtimeId, token });
    if (this.#isClosed) return;
    this.#isWatching = true;
    const known = this.#state;
    if (known?.layoutVersion !== snapshot.layoutVersion) {
      const isStale = this.#layout !== undefined;
      this.#layout = await this.#link.layout(showtimeId, isStale);
      this.#seats = seatsOf(this.#layout);
      this.#state = fromSnapshot(snapshot);
      if (isStale) this.emit("layout", this.#seats);
    } else {
      this.#take(applySnapshot(known, snapshot));
    }
    this.#replay();
    this.#arm();
  }

  #onDelta(delta: DeltaBody): void {
    const known = this.#state;
    if (known === undefined || this.#asking !== undefined) {
      if (this.#waitingDeltas.length < WAITING_DELTAS_MAX) this.#waitingDeltas.push(delta);
      return;
    }
    this.#arm();
    if (this.#take(applyDelta(known, delta)) === "gap") this.#recover();
  }

  /** Asks for the missed changes. The server answers a snapshot when there are too many. */
  async #sync(): Promise<void> {
    const known = this.#state;
    if (known === undefined || !this.#isWatching) return this.#watch();
    const { showtimeId } = this.#room;
    const { epoch, version } = known;
    const body = await this.#link.ask("seats:sync", { showtimeId, epoch, version });
    if (this.#take(applySync(known, body)) === "gap") return this.#watch();
    this.#replay();
    this.#arm();
  }

  /** Asks once at a time. A refusal that says the session is over closes the map. */
  #recover(): void {
    if (this.#isClosed || this.#asking !== undefined || this.#state === undefined) return;
    this.#asking = this.#sync()
      .catch((error: unknown) => this.#onRefused(error))
      .finally(() => {
        this.#asking = undefined;
        if (!this.#isWatching) this.#arm();
      });
  }

  #onRefused(error: unknown): void {
    if (!hasCode(error, "QUEUE_NOT_READY", "INVALID_QUEUE_TOKEN", "QUEUE_TOKEN_EXPIRED")) {
      return this.#arm();
    }
    this.close();
    this.emit("lost", error);
  }

  #replay(): void {
    for (const delta of this.#waitingDeltas.splice(0)) {
      if (this.#state !== undefined) this.#take(applyDelta(this.#state, delta));
    }
  }

  #take(applied: Applied): Applied["kind"] {
    if (applied.kind === "applied") {
      this.#state = applied.state;
      this.#announce(applied.changes);
    }
    return applied.kind;
  }

  #announce(changes: readonly SeatChange[]): void {
    if (changes.length === 0) return;
    const changed = changes.flatMap(([index, state]) => {
      const seat = this.#seats[index];
      return seat === undefined ? [] : [{ seat, status: seatStatus(state) }];
    });
    this.emit("change", changed);
  }

  /** The server sends at least one delta per second. Without any, it does not know this client. */
  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const { silenceMs } = this.#link.timing;
    this.#timer = setTimeout(() => {
      this.#isWatching = false;
      this.#recover();
    }, jittered(silenceMs));
  }
}
