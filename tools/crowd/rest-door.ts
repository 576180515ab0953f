import type { Fan } from "./crowd-orders.js";
import type { Body, Door, Problem, Reply } from "./door.js";
import { HttpWire, type Answer } from "./http-wire.js";

const BASE = "/api/v1";
/** Places are admitted ten times a second: an earlier question is asked in vain. */
const FIRST_POLL_AFTER_MS = 300;

/** One caller's connection to the REST API. */
export class RestDoor implements Door {
  readonly firstPlaceAfterMs = FIRST_POLL_AFTER_MS;
  readonly #wire: HttpWire;
  readonly #queue: string;
  readonly #showtimeId: string;

  private constructor(wire: HttpWire, showtimeId: string) {
    this.#wire = wire;
    this.#showtimeId = showtimeId;
    this.#queue = `${BASE}/showtimes/${showtimeId}/queue`;
  }

  /** Opens the connection. @throws Error when the server takes none */
  static async open(url: string, showtimeId: string): Promise<RestDoor> {
    return new RestDoor(await new HttpWire(url).opened(), showtimeId);
  }

  /** Joins the waiting room. */
  async join({ token }: Fan): Promise<Reply> {
    return asReply(await this.#wire.send("POST", this.#queue, bearer(token), {}));
  }

  /** Asks for the place. */
  async place({ token }: Fan, queueToken: string): Promise<Reply> {
    const headers = bearer(token) + queued(queueToken);
    return asReply(await this.#wire.send("GET", this.#queue, headers));
  }

  /** Holds the fan's seat. */
  async hold({ token, seatId }: Fan, queueToken: string): Promise<Reply> {
    const headers = bearer(token) + queued(queueToken);
    const body = { showtimeId: this.#showtimeId, seatIds: [seatId] };
    return asReply(await this.#wire.send("POST", `${BASE}/reservations`, headers, body));
  }

  /** Pays a hold. */
  async pay({ token }: Fan, reservationId: string, key: string): Promise<Reply> {
    const headers = `${bearer(token)}Idempotency-Key: ${key}\r\n`;
    return asReply(await this.#wire.send("POST", `${BASE}/payments`, headers, { reservationId }));
  }

  /** Closes the connection. */
  close(): void {
    this.#wire.close();
  }
}

const bearer = (token: string): string => `Authorization: Bearer ${token}\r\n`;
const queued = (token: string): string => `X-Queue-Token: ${token}\r\n`;

function asReply({ status, body }: Answer): Reply {
  if (status < 300) return { isOk: true, body: JSON.parse(body) as Body };
  return { isOk: false, problem: JSON.parse(body) as Problem };
}
