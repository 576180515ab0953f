// A place in the waiting room. The queue token proves it, so it survives reloads, lost connections
// and nodes that stop. The position comes from ticks; the client asks for it only when ticks fail.

import type { PlaceBody, TickBody } from "../protocol/bodies.js";
import type { SaleChangedSignal } from "../protocol/signals.js";
import { jittered } from "./transport/backoff.js";
import { Emitter } from "./emitter.js";
import type { Link } from "./transport/link.js";
import { hasCode, OnsaleError, unanswered } from "./onsale-error.js";
import { afterTick, etaSeconds, trackPlace, type TrackedPlace } from "./position.js";
import { BookingSession } from "./session.js";
import { placeKey } from "./transport/storage.js";

/** Where a place stands in the line. */
export interface Position {
  /** 1 is next, 0 is admitted; null before the draw, and while the place is parked. */
  readonly position: number | null;
  /** How many members wait in front; null unless waiting. */
  readonly ahead: number | null;
  /** Expected waiting time; null unless waiting, and while no member is called. */
  readonly etaSeconds: number | null;
  /** False for a second or two after many departures: the position is an upper bound then. */
  readonly isExact: boolean;
  /** How many members wait in all; undefined before the first tick. */
  readonly waiting: number | undefined;
}

/** The events of a room. */
export interface RoomNotices {
  /** The position or the expected time has changed: with each tick, and each answer. */
  position: Position;
  /** The server answered the state of the place. */
  status: PlaceBody;
  /** The member may book now. */
  admitted: BookingSession;
  /** The place is over: given up, paid, not entered in time, or its session has ended. */
  over: OnsaleError;
  /** The sale opened, paused, closed, was cancelled, sold out, or has other rules. */
  sale: SaleChangedSignal;
}

/** The waiting room of one showtime, before the member has a place. */
export class WaitingRoom {
  readonly #link: Link;
  /** Id of the showtime. */
  readonly showtimeId: string;

  constructor(link: Link, showtimeId: string) {
    this.#link = link;
    this.showtimeId = showtimeId;
  }

  /**
   * Returns to the place this member has, or takes a new one at the end.
   * @throws OnsaleError `ALL_RESERVED` `SALE_NOT_OPEN` `SALE_CLOSED` `SHOWTIME_NOT_FOUND`
   */
  async join(): Promise<Room> {
    const place = (await this.#resume()) ?? (await this.#ask());
    this.#link.storage.setItem(placeKey(this.showtimeId), place.token);
    return new Room(this.#link, this.showtimeId, place);
  }

  #ask(): Promise<PlaceBody> {
    return this.#link.ask("queue:join", { showtimeId: this.showtimeId });
  }

  /** The place that this client has stored, if it is not over. */
  async #resume(): Promise<PlaceBody | undefined> {
    const { storage } = this.#link;
    const token = storage.getItem(placeKey(this.showtimeId));
    if (token === null) return undefined;
    try {
      const place = await this.#link.ask("queue:resume", { showtimeId: this.showtimeId, token });
      return isOver(place) ? undefined : place;
    } catch (error) {
      if (!hasCode(error, "INVALID_QUEUE_TOKEN", "QUEUE_TOKEN_EXPIRED", "VALIDATION")) throw error;
      storage.removeItem(placeKey(this.showtimeId));
      return undefined;
    }
  }
}

const isOver = ({ status }: PlaceBody): boolean =>
  status === "done" || status === "left" || status === "expired";

const placeOver = (status: string): OnsaleError =>
  new OnsaleError({ code: "QUEUE_TOKEN_EXPIRED", meta: { status } });

interface Waiter {
  readonly resolve: (session: BookingSession) => void;
  readonly reject: (error: OnsaleError) => void;
}

/** This member's place in a waiting room, kept up to date. */
export class Room extends Emitter<RoomNotices> {
  /** Id of the showtime. */
  readonly showtimeId: string;
  /** The queue token; the header `X-Queue-Token` of REST takes it. */
  readonly token: string;
  readonly #link: Link;
  readonly #ends: (() => void)[] = [];
  #body: PlaceBody;
  #tracked: TrackedPlace | undefined;
  #session: BookingSession | undefined;
  #over: OnsaleError | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resuming: Promise<void> = Promise.resolve();
  #asking: Promise<void> | undefined;
  #isClosed = false;
  #waiters: Waiter[] = [];

  constructor(link: Link, showtimeId: string, body: PlaceBody) {
    super();
    this.#link = link;
    this.showtimeId = showtimeId;
    this.token = body.token;
    this.#body = body;
    const { connection } = link;
    const ours = <T extends { readonly showtimeId: string }>(act: (value: T) => void) => {
      return (value: T) => {
        if (String(value.showtimeId) === showtimeId) act(value);
      };
    };
    this.#ends.push(
      connection.on(
        "queue:tick",
        ours((tick) => this.#onTick(tick)),
      ),
      connection.on(
        "queue:admitted",
        ours(({ sessionEndsAt }) => this.#enter(sessionEndsAt)),
      ),
      connection.on(
        "queue:expired",
        ours(() => this.#end(placeOver("expired"))),
      ),
      connection.on(
        "sale:changed",
        ours((changed) => this.#onSale(changed)),
      ),
      connection.on("connected", () => {
        this.#resuming = this.#refresh("queue:resume");
      }),
      connection.on("closed", () => this.close()),
    );
    // The caller gets the room first and can add listeners before the first events.
    this.#timer = setTimeout(() => this.#apply(body), 0);
  }

  /** The place as the server last answered it. */
  get place(): PlaceBody {
    return this.#body;
  }

  /** The booking session; undefined before the member is admitted. */
  get session(): BookingSession | undefined {
    return this.#session;
  }

  /**
   * Resolves to the booking session once the member is admitted.
   * @throws OnsaleError `QUEUE_TOKEN_EXPIRED` when the place is over (`meta.status` says why),
   *   one with `isAnswered` false when the room or the client is closed
   */
  admitted(): Promise<BookingSession> {
    if (this.#session !== undefined) return Promise.resolve(this.#session);
    if (this.#over !== undefined) return Promise.reject(this.#over);
    if (this.#isClosed) return Promise.reject(unanswered("The room is closed"));
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /**
   * Gives the place up for good: a member who joins again starts at the end.
   * @throws OnsaleError `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED`
   */
  async leave(): Promise<void> {
    const { showtimeId, token } = this;
    try {
      await this.#link.ask("queue:leave", { showtimeId, token });
    } finally {
      this.#link.storage.removeItem(placeKey(showtimeId));
      this.#end(placeOver("left"));
    }
  }

  /** Ends the events and the session's map. The place stays, and `join` returns to it. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends.splice(0)) end();
    this.#session?.close();
    const reason = this.#over ?? unanswered("The room was closed");
    for (const { reject } of this.#waiters.splice(0)) reject(reason);
  }

  /** Resolves once the connected node, which may be a new one, knows this place. */
  resumed(): Promise<void> {
    return this.#resuming;
  }

  #apply(body: PlaceBody): void {
    if (this.#isClosed) return;
    this.#body = body;
    this.emit("status", body);
    if (body.status === "admitted") return this.#enter(body.sessionEndsAt);
    if (isOver(body)) return this.#end(placeOver(body.status));
    const isWaiting = body.status === "waiting" && body.place !== null && body.ahead !== null;
    this.#tracked = isWaiting
      ? trackPlace({ place: body.place, ahead: body.ahead, tick: body.tick })
      : undefined;
    const { position, ahead, etaSeconds: eta } = body;
    this.emit("position", { position, ahead, etaSeconds: eta, isExact: true, waiting: undefined });
    this.#arm();
  }

  #onTick(tick: TickBody): void {
    if (this.#tracked === undefined || this.#session !== undefined) return;
    const outcome = afterTick(this.#tracked, tick);
    if (outcome.kind === "stale") return;
    if (outcome.kind === "gap") {
      this.#tracked = undefined;
      return this.#askIn(jittered(this.#link.timing.calledMs / 4), "queue:status");
    }
    const wasCalled = this.#tracked.isCalled;
    this.#tracked = outcome.place;
    const { ahead, isExact, isCalled } = outcome.place;
    const eta = isCalled ? 0 : etaSeconds(outcome.place, tick.ratePerMinute);
    const { waiting } = tick;
    this.emit("position", { position: ahead + 1, ahead, etaSeconds: eta, isExact, waiting });
    // A place that is called waits for `calledMs` from the call on, not from each later tick.
    if (!(wasCalled && isCalled)) this.#arm();
  }

  #onSale(changed: SaleChangedSignal): void {
    this.emit("sale", changed);
    if (this.#session !== undefined) return;
    this.#askIn(jittered(this.#link.timing.calledMs), "queue:status");
  }

  #enter(sessionEndsAt: string | undefined): void {
    if (this.#over !== undefined) return;
    if (this.#session !== undefined) {
      if (sessionEndsAt !== undefined) this.#session.prolong(sessionEndsAt);
      return;
    }
    clearTimeout(this.#timer);
    this.#tracked = undefined;
    this.#session = new BookingSession(this.#link, this, sessionEndsAt);
    const now = { position: 0, ahead: null, etaSeconds: null };
    this.emit("position", { ...now, isExact: true, waiting: undefined });
    this.emit("admitted", this.#session);
    for (const { resolve } of this.#waiters.splice(0)) resolve(this.#session);
  }

  #end(reason: OnsaleError): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    this.close();
    this.emit("over", reason);
  }

  async #refresh(name: "queue:resume" | "queue:status"): Promise<void> {
    if (this.#isClosed) return;
    const { showtimeId, token } = this;
    this.#asking ??= this.#link
      .ask(name, { showtimeId, token })
      .then(
        (body) => this.#apply(body),
        (error: unknown) => {
          if (hasCode(error, "QUEUE_TOKEN_EXPIRED", "INVALID_QUEUE_TOKEN")) this.#end(error);
          else if (this.#session === undefined) this.#arm();
        },
      )
      .finally(() => (this.#asking = undefined));
    await this.#asking;
  }

  /** Plans the next request. A tick that comes earlier plans again. */
  #arm(): void {
    const { silenceMs, calledMs } = this.#link.timing;
    const { pollAfterMs } = this.#body;
    if (this.#tracked === undefined) this.#askIn(jittered(pollAfterMs), "queue:status");
    else if (this.#tracked.isCalled) this.#askIn(jittered(calledMs), "queue:status");
    // Without ticks, the node may not know that this client is connected.
    else this.#askIn(jittered(silenceMs), "queue:resume");
  }

  #askIn(ms: number, name: "queue:resume" | "queue:status"): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#refresh(name), ms);
  }
}
