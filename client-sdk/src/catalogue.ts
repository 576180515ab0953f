import type {
  LayoutBody,
  ListBody,
  PerformanceBody,
  ReservationBody,
  SeatsBody,
  ShowtimeBody,
  ShowtimeIdInput,
} from "../protocol/bodies.js";
import type { Rest } from "./transport/rest.js";

/** Filters of the list of performances; all that are given must match. */
export interface PerformanceQuery {
  /** Part of the name. */
  readonly q?: string;
  /** A day in UTC on which a showtime starts, such as `2027-01-31`. */
  readonly date?: string;
  readonly category?: string;
  /** Only performances of the caller, in any state. */
  readonly mine?: boolean;
  /** Only performances with a showtime that is on sale now. */
  readonly bookable?: boolean;
  /** Page size, 1 to 100; 20 when left out. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** Reads performances, showtimes, layouts, and the caller's own reservations over REST. */
export class Catalogue {
  readonly #rest: Rest;

  constructor(rest: Rest) {
    this.#rest = rest;
  }

  /**
   * One page of performances, newest first.
   * @throws OnsaleError `VALIDATION`, `UNAUTHENTICATED` for `mine` before a login
   */
  performances(query: PerformanceQuery = {}): Promise<ListBody<PerformanceBody>> {
    return this.#rest.ask("/performances", { query: { ...query } });
  }

  /**
   * One performance with its showtimes.
   * @throws OnsaleError `PERFORMANCE_NOT_FOUND`
   */
  performance(id: string): Promise<PerformanceBody> {
    return this.#rest.ask(`/performances/${id}`);
  }

  /**
   * The showtimes of a performance.
   * @throws OnsaleError `PERFORMANCE_NOT_FOUND`
   */
  showtimes(performanceId: string): Promise<ListBody<ShowtimeBody>> {
    return this.#rest.ask(`/performances/${performanceId}/showtimes`);
  }

  /**
   * One showtime, with the state of its sale where it is known.
   * @throws OnsaleError `SHOWTIME_NOT_FOUND`
   */
  showtime(id: ShowtimeIdInput): Promise<ShowtimeBody> {
    return this.#rest.ask(`/showtimes/${String(id)}`);
  }

  /**
   * Sections, rows, seats, areas and prices of a showtime.
   * @throws OnsaleError `SHOWTIME_NOT_FOUND`
   */
  layout(showtimeId: ShowtimeIdInput): Promise<LayoutBody> {
    return this.#rest.ask(`/showtimes/${String(showtimeId)}/layout`);
  }

  /**
   * The seat map as a list, for a client without a socket.
   * @param queueToken may be left out by the organiser and by administrators
   * @throws OnsaleError `SHOWTIME_NOT_FOUND` `QUEUE_NOT_READY` `INVALID_QUEUE_TOKEN`
   */
  seats(showtimeId: ShowtimeIdInput, queueToken?: string): Promise<SeatsBody> {
    const request = queueToken === undefined ? {} : { queueToken };
    return this.#rest.ask(`/showtimes/${String(showtimeId)}/seats`, request);
  }

  /**
   * One page of the caller's own reservations, newest first.
   * @throws OnsaleError `UNAUTHENTICATED` `VALIDATION`
   */
  reservations(
    query: { limit?: number; cursor?: string } = {},
  ): Promise<ListBody<ReservationBody>> {
    return this.#rest.ask("/reservations", { query });
  }

  /**
   * One reservation.
   * @throws OnsaleError `RESERVATION_NOT_FOUND` `FORBIDDEN` `UNAUTHENTICATED`
   */
  reservation(id: string): Promise<ReservationBody> {
    return this.#rest.ask(`/reservations/${id}`);
  }
}
