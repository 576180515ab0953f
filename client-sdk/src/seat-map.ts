// The live map without gaps: a snapshot, then deltas; what does not fit is asked for, silence is
// asked about, and a new connection starts with a new snapshot.

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

export interface MapSeat {
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

export interface SeatMapNotices {
  /** The seats that changed, with the status they have now. */
  change: readonly { readonly seat: MapSeat; readonly status: SeatStatus }[];
  /** Another layout: every seat is to be drawn anew. */
  layout: readonly MapSeat[];
  /** The map is no longer shown to this member: the session has ended. */
  lost: OnsaleError;
}

export interface MapRoom {
  readonly showtimeId: string;
  readonly token?: string | undefined;
  resumed(): Promise<void>;
}

/** Deltas that arrive while everything since is being asked for are kept, so many at most. */
const WAITING_DELTAS_MAX = 64;

/** @throws OnsaleError `QUEUE_NOT_READY` without a session */
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

/** In layout order; made once per layout, whoever asks. */
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
  /** On this very connection: otherwise no deltas come. */
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

  get layout(): LayoutBody | undefined {
    return this.#layout;
  }

  /** In layout order. */
  get seats(): readonly MapSeat[] {
    return this.#seats;
  }

  get epoch(): number {
    return this.#state?.epoch ?? 0;
  }

  get version(): number {
    return this.#state?.version ?? 0;
  }

  /** One byte per seat in layout order; changes in place. */
  get states(): Uint8Array {
    return this.#state?.states ?? new Uint8Array();
  }

  status(seat: MapSeat): SeatStatus {
    return seatStatus(this.states[seat.index] ?? SEAT_AVAILABLE);
  }

  /** Free seats in layout order: the best come first. */
  available(): MapSeat[] {
    return this.#seats.filter(({ index }) => this.states[index] === SEAT_AVAILABLE);
  }

  async open(): Promise<void> {
    const layout = this.#link.layout(this.#room.showtimeId);
    await Promise.all([this.#watch(), layout]);
  }

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

  /** What was missed; from another epoch, or when it is too much, a snapshot. */
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

  /** One question at a time; a refusal that is final ends the map. */
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
      this.#tell(applied.changes);
    }
    return applied.kind;
  }

  #tell(changes: readonly SeatChange[]): void {
    if (changes.length === 0) return;
    const told = changes.flatMap(([index, state]) => {
      const seat = this.#seats[index];
      return seat === undefined ? [] : [{ seat, status: seatStatus(state) }];
    });
    this.emit("change", told);
  }

  /** An empty delta comes each second: silence means that we are not heard of any more. */
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
