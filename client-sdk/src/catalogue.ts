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

export interface PerformanceQuery {
  readonly q?: string;
  readonly date?: string;
  readonly category?: string;
  readonly mine?: boolean;
  readonly bookable?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

/** What is presented, when, and where its seats are. */
export class Catalogue {
  readonly #rest: Rest;

  constructor(rest: Rest) {
    this.#rest = rest;
  }

  performances(query: PerformanceQuery = {}): Promise<ListBody<PerformanceBody>> {
    return this.#rest.ask("/performances", { query: { ...query } });
  }

  /** @throws OnsaleError `PERFORMANCE_NOT_FOUND` */
  performance(id: string): Promise<PerformanceBody> {
    return this.#rest.ask(`/performances/${id}`);
  }

  showtimes(performanceId: string): Promise<ListBody<ShowtimeBody>> {
    return this.#rest.ask(`/performances/${performanceId}/showtimes`);
  }

  /** @throws OnsaleError `SHOWTIME_NOT_FOUND` */
  showtime(id: ShowtimeIdInput): Promise<ShowtimeBody> {
    return this.#rest.ask(`/showtimes/${String(id)}`);
  }

  layout(showtimeId: ShowtimeIdInput): Promise<LayoutBody> {
    return this.#rest.ask(`/showtimes/${String(showtimeId)}/layout`);
  }

  /** The map as a list, for those without a socket. @throws OnsaleError `QUEUE_NOT_READY` */
  seats(showtimeId: ShowtimeIdInput, queueToken?: string): Promise<SeatsBody> {
    const request = queueToken === undefined ? {} : { queueToken };
    return this.#rest.ask(`/showtimes/${String(showtimeId)}/seats`, request);
  }

  reservations(
    query: { limit?: number; cursor?: string } = {},
  ): Promise<ListBody<ReservationBody>> {
    return this.#rest.ask("/reservations", { query });
  }

  /** @throws OnsaleError `RESERVATION_NOT_FOUND` `FORBIDDEN` */
  reservation(id: string): Promise<ReservationBody> {
    return this.#rest.ask(`/reservations/${id}`);
  }
}
