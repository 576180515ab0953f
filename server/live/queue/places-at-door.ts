// The places whose sockets are connected to this node. It enters for them when they are called, and
// sends signals when they are admitted and when their session is over. Redis decides; this file
// only asks Redis at the right time.
import { randomUUID } from "node:crypto";
import type { PlaceBody } from "../../../client-sdk/protocol/bodies.js";
import { readPlace } from "../../commands/queue/read-place.js";
import type { Broadcast, Services, SignedIn } from "../../context.js";
import { asAppError } from "../../errors.js";
import { BackgroundLoop } from "../../pace/background-loop.js";
import { queueHead } from "../../redis/queue/head.js";
import { queueRoom, seatsRoom } from "../rooms.js";
import type { LiveSocket } from "../types.js";
import type { Millis, ShowtimeId } from "../../journal/brands.js";

/** One socket's place in one showtime. */
interface AtDoor {
  readonly socket: LiveSocket;
  readonly showtime: ShowtimeId;
  readonly token: string;
  readonly place: number;
  status: PlaceBody["status"];
  sessionEndsAt: Millis;
  /** When Redis is asked about a parked place again. */
  askAgainAt: Millis;
  isAsking: boolean;
}

/** An answer about a place, and the status that its socket knew before. */
interface PlaceAnswer {
  readonly showtime: ShowtimeId;
  readonly body: PlaceBody;
  readonly before: PlaceBody["status"];
}

/** What the places work with. */
export interface PlacesAtDoorOptions {
  readonly services: Services;
  readonly broadcast: Broadcast;
  /** The sleep between two looks at the head of a queue; default: 100 ms. */
  readonly everyMs?: Millis;
}

const EVERY_MS = 100;
const PARKED_EVERY_MS = 1000;
const ENTER_AT_ONCE_MAX = 200;
const WORTH_KEEPING: ReadonlySet<PlaceBody["status"]> = new Set(["waiting", "parked", "admitted"]);

/** Lets the places of connected sockets enter in time. */
export class PlacesAtDoor {
  readonly #options: PlacesAtDoorOptions;
  /** Showtime → id of a socket → its place. */
  readonly #places = new Map<number, Map<string, AtDoor>>();
  readonly #loop: BackgroundLoop;

  constructor(options: PlacesAtDoorOptions) {
    this.#options = options;
    this.#loop = new BackgroundLoop({
      name: "door",
      pace: { afterMs: options.everyMs ?? EVERY_MS },
      log: options.services.log,
      turn: () => this.#turn(),
    });
  }

  /** Begins to look at the heads of queues. */
  start(): void {
    this.#loop.start();
  }

  /** Waits for the round under way. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Keeps a place after a join or resume; the ack tells the socket its status. */
  arrived(socket: LiveSocket, showtime: ShowtimeId, body: PlaceBody): void {
    this.#keep(socket, { showtime, body, before: body.status });
  }

  /** Sends `queue:admitted` after an ack of a join or resume with the status admitted. */
  answered(socket: LiveSocket, showtimeId: string, body: PlaceBody): void {
    if (body.status === "admitted" && body.sessionEndsAt !== undefined) {
      this.#admitted({ socket, showtimeId }, body.sessionEndsAt);
    }
  }

  /** Keeps a place after a status; signals follow only when it has changed. */
  asked(socket: LiveSocket, showtime: ShowtimeId, body: PlaceBody): void {
    const known = this.#places.get(showtime)?.get(socket.id);
    this.#keep(socket, { showtime, body, before: known?.status ?? "waiting" });
  }

  #keep(socket: LiveSocket, { showtime, body, before }: PlaceAnswer): void {
    if (!socket.connected || body.place === null || !WORTH_KEEPING.has(body.status)) {
      this.gone(socket, showtime);
      return;
    }
    const at = this.#places.get(showtime) ?? new Map<string, AtDoor>();
    this.#places.set(showtime, at);
    const entry: AtDoor = {
      socket,
      showtime,
      token: body.token,
      place: body.place,
      status: before,
      sessionEndsAt: 0,
      askAgainAt: 0,
      isAsking: false,
    };
    at.set(socket.id, entry);
    this.#update(entry, body);
  }

  /** Drops a place that was left or disconnected. A lost connection does not leave the queue. */
  gone(socket: LiveSocket, showtime?: ShowtimeId): void {
    const showtimes = showtime === undefined ? [...this.#places.keys()] : [showtime];
    for (const id of showtimes) {
      const at = this.#places.get(id);
      at?.delete(socket.id);
      if (at?.size === 0) this.#places.delete(id);
    }
  }

  async #turn(): Promise<void> {
    await Promise.all([...this.#places].map(([showtime, at]) => this.#round(showtime, at)));
  }

  async #round(showtime: ShowtimeId, at: ReadonlyMap<string, AtDoor>): Promise<void> {
    const { services } = this.#options;
    try {
      const { shard } = await services.showtimes.get(showtime);
      const head = await queueHead(services.redis, { shard, showtime }, {});
      const now = services.now();
      const due = [...at.values()].filter((entry) => isDue(entry, head, now));
      await Promise.all(due.slice(0, ENTER_AT_ONCE_MAX).map((entry) => this.#ask(entry)));
    } catch (error) {
      services.log.debug({ event: "door.round-missed", showtime, code: asAppError(error).code });
    }
  }

  /** Asks for the status, which enters when the place was called. */
  async #ask(entry: AtDoor): Promise<void> {
    const { services } = this.#options;
    const { socket, showtime, token } = entry;
    if (entry.isAsking || !socket.connected) return;
    entry.isAsking = true;
    const ctx: SignedIn = { ...services, requestId: randomUUID(), actor: socket.data.actor };
    try {
      const body = await readPlace(ctx, { showtimeId: String(showtime), token });
      // If the entry was replaced, the socket has got a newer answer meanwhile.
      if (this.#places.get(showtime)?.get(socket.id) === entry) this.#update(entry, body);
    } catch (error) {
      if (asAppError(error).code === "QUEUE_TOKEN_EXPIRED") this.gone(socket, showtime);
      entry.askAgainAt = services.now() + PARKED_EVERY_MS;
    } finally {
      entry.isAsking = false;
    }
  }

  /** Takes the new status of a place and sends the signals of the change. */
  #update(entry: AtDoor, body: PlaceBody): void {
    const before = entry.status;
    entry.status = body.status;
    entry.askAgainAt = this.#options.services.now() + PARKED_EVERY_MS;
    if (body.status === "admitted" && body.sessionEndsAt !== undefined) {
      entry.sessionEndsAt = Date.parse(body.sessionEndsAt);
      if (before !== "admitted") {
        const { socket, showtime } = entry;
        this.#admitted({ socket, showtimeId: String(showtime) }, body.sessionEndsAt);
      }
    } else if (!WORTH_KEEPING.has(body.status)) {
      this.#over(entry);
    }
  }

  #admitted(
    { socket, showtimeId }: { readonly socket: LiveSocket; readonly showtimeId: string },
    sessionEndsAt: string,
  ): void {
    const admitted = { showtimeId, sessionEndsAt };
    this.#options.broadcast.toMember(socket.data.actor.memberNo, "queue:admitted", admitted);
  }

  /**
   * Takes a place that is over out of its rooms; one that has expired may no longer see the map.
   */
  #over({ socket, showtime, status }: AtDoor): void {
    this.gone(socket, showtime);
    void socket.leave(queueRoom(showtime));
    if (status !== "expired") return;
    void socket.leave(seatsRoom(showtime));
    socket.emit("queue:expired", { showtimeId: String(showtime) });
  }
}

function isDue(entry: AtDoor, head: number, now: number): boolean {
  if (entry.status === "waiting") return entry.place <= head;
  if (entry.status === "admitted") return now >= entry.sessionEndsAt && now >= entry.askAgainAt;
  return now >= entry.askAgainAt;
}
