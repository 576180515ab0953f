// What an admitted member may do until the session ends.

import type { HoldChoice, LayoutBody } from "../protocol/bodies.js";
import { Emitter } from "./emitter.js";
import { Hold } from "./hold.js";
import type { Link } from "./transport/link.js";
import { operationId } from "./operation-id.js";
import { openSeatMap, type SeatMap } from "./seat-map.js";

/** What a session needs of its room. */
export interface SessionRoom {
  readonly showtimeId: string;
  readonly token: string;
  resumed(): Promise<void>;
  leave(): Promise<void>;
}

export interface SessionNotices {
  prolonged: { readonly endsAt: string };
}

export class BookingSession extends Emitter<SessionNotices> {
  readonly showtimeId: string;
  readonly #link: Link;
  readonly #room: SessionRoom;
  #endsAt: string | undefined;
  #map: Promise<SeatMap> | undefined;

  constructor(link: Link, room: SessionRoom, endsAt: string | undefined) {
    super();
    this.#link = link;
    this.#room = room;
    this.showtimeId = room.showtimeId;
    this.#endsAt = endsAt;
  }

  /** New holds and changes are refused after this. */
  get endsAt(): string | undefined {
    return this.#endsAt;
  }

  /** Sections, rows, areas, prices: static, fetched once. */
  layout(): Promise<LayoutBody> {
    return this.#link.layout(this.showtimeId);
  }

  /** The live map; one for the session, however often it is asked for. */
  seatMap(): Promise<SeatMap> {
    this.#map ??= openSeatMap(this.#link, this.#room).catch((error: unknown) => {
      this.#map = undefined;
      throw error;
    });
    return this.#map;
  }

  /**
   * Holds all of it or nothing.
   * @throws OnsaleError `SEAT_TAKEN` (meta.alternatives) `OUT_OF_STOCK` `NO_SEATS_TOGETHER`
   *   `LIMIT_REACHED` `QUEUE_NOT_READY` `SEAT_UNKNOWN` `AREA_UNKNOWN` `SALE_CLOSED`
   */
  async hold(choice: HoldChoice): Promise<Hold> {
    const { showtimeId, token } = this.#room;
    const opId = operationId();
    const body = await this.#link.ask("reservation:hold", { showtimeId, token, opId, ...choice });
    return new Hold(this.#link, body);
  }

  /** Gives the turn to the next. */
  leave(): Promise<void> {
    return this.#room.leave();
  }

  prolong(endsAt: string): void {
    if (endsAt === this.#endsAt) return;
    this.#endsAt = endsAt;
    this.emit("prolonged", { endsAt });
  }

  close(): void {
    void this.#map?.then(
      (map) => map.close(),
      () => undefined,
    );
    this.#map = undefined;
  }
}
