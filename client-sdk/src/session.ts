// The booking session: what an admitted member may do until it ends.

import type { HoldChoice, LayoutBody } from "../protocol/bodies.js";
import { Emitter } from "./emitter.js";
import { Hold } from "./hold.js";
import type { Link } from "./transport/link.js";
import { operationId } from "./operation-id.js";
import { openSeatMap, type SeatMap } from "./seat-map.js";

/** What a session needs to know of the room it belongs to. */
export interface SessionRoom {
  readonly showtimeId: string;
  /** The queue token. */
  readonly token: string;
  /** Resolves once the connected node knows the place. */
  resumed(): Promise<void>;
  /** Gives the place up. */
  leave(): Promise<void>;
}

/** The events of a booking session. */
export interface SessionNotices {
  /** The session lasts longer, for instance because the sale was paused. */
  prolonged: { readonly endsAt: string };
}

/** The time in which an admitted member may look at the map and hold seats. */
export class BookingSession extends Emitter<SessionNotices> {
  /** Id of the showtime. */
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

  /** When it ends, ISO 8601 in UTC: new holds and changes are refused after that. */
  get endsAt(): string | undefined {
    return this.#endsAt;
  }

  /**
   * Sections, rows, areas and prices; fetched once per client.
   * @throws OnsaleError `SHOWTIME_NOT_FOUND`
   */
  layout(): Promise<LayoutBody> {
    return this.#link.layout(this.showtimeId);
  }

  /**
   * The live seat map. Every call of a session resolves to the same map.
   * @throws OnsaleError `QUEUE_NOT_READY` `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED`
   */
  seatMap(): Promise<SeatMap> {
    this.#map ??= openSeatMap(this.#link, this.#room).catch((error: unknown) => {
      this.#map = undefined;
      throw error;
    });
    return this.#map;
  }

  /**
   * Holds everything that is chosen, or nothing.
   * @throws OnsaleError `SEAT_TAKEN` (`meta.alternatives`: seat ids or lists of them, best first)
   *   `OUT_OF_STOCK` `NO_SEATS_TOGETHER` `LIMIT_REACHED` `QUEUE_NOT_READY` `SEAT_UNKNOWN`
   *   `AREA_UNKNOWN` `LAYOUT_CHANGED` `SALE_NOT_OPEN` `SALE_CLOSED`
   */
  async hold(choice: HoldChoice): Promise<Hold> {
    const { showtimeId, token } = this.#room;
    const opId = operationId();
    const body = await this.#link.ask("reservation:hold", { showtimeId, token, opId, ...choice });
    return new Hold(this.#link, body);
  }

  /**
   * Ends the session, so that the next member can be admitted. Holds stay.
   * @throws OnsaleError `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED`
   */
  leave(): Promise<void> {
    return this.#room.leave();
  }

  /** Moves the end; the room calls it when the server announces a new one. */
  prolong(endsAt: string): void {
    if (endsAt === this.#endsAt) return;
    this.#endsAt = endsAt;
    this.emit("prolonged", { endsAt });
  }

  /** Closes the map of the session; the session itself lasts until `endsAt`. */
  close(): void {
    void this.#map?.then(
      (map) => map.close(),
      () => undefined,
    );
    this.#map = undefined;
  }
}
