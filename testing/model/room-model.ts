// A model of the waiting room in plain TypeScript. It has all rules, but no Redis keys and
// counters.

const ENTER_MS = 30_000;
const PARK_MS = 300_000;
const GRACE_MS = 60_000;

export interface RoomPolicy {
  mode: "fifo" | "open" | "paused";
  maxActive: number;
  perMinute: number;
}

interface Place {
  readonly number: number;
  readonly memberNo: number;
  /** `away`: the place was called, but its member has not entered and not come back. */
  state: "waiting" | "away" | "in" | "returning" | "done" | "left";
  /** The end of the time to enter or of the session, without pauses. */
  deadlineAt: number;
  /** The end of the slot. A hold may keep it longer than the session. */
  slotEndsAt: number;
}

/** The answer that a member gets about their place. */
export interface Seen {
  readonly status: string;
  readonly place: number;
  readonly ahead: number;
  /** 0 while no place is called. */
  readonly perMinute: number;
}

/** The model of one waiting room. */
export class RoomModel {
  now: number;
  state: "open" | "paused" | "closed" = "open";
  readonly policy: RoomPolicy;
  readonly #sessionMs: number;
  /** All places, in order of arrival. */
  readonly places: Place[] = [];
  /** Place numbers in the order in which they were called for the first time. */
  readonly calledInOrder: number[] = [];
  #pause: { from: number; resumed: number | undefined } | undefined;
  #tokens = 1;
  #filledAt: number | undefined;

  constructor(now: number, policy: RoomPolicy, sessionMs: number) {
    this.now = now;
    this.policy = policy;
    this.#sessionMs = sessionMs;
  }

  /** A deadline with pauses. */
  counts(deadlineAt: number): number {
    if (this.#pause === undefined || deadlineAt <= this.#pause.from) return deadlineAt;
    if (this.#pause.resumed === undefined) return Infinity;
    return Math.max(deadlineAt, this.#pause.resumed + GRACE_MS);
  }

  /** The status of a place. Once the sale is closed, only sessions continue. */
  statusOf(place: Place): string {
    const status = this.#whileOnSale(place);
    if (this.state !== "closed" || ["admitted", "done", "left"].includes(status)) return status;
    return "expired";
  }

  #whileOnSale(place: Place): string {
    if (place.state === "in")
      return this.counts(place.slotEndsAt) > this.now ? "admitted" : "expired";
    if (place.state !== "away") return place.state;
    const enterBy = this.counts(place.deadlineAt);
    if (enterBy > this.now) return "called";
    const parked = Math.max(enterBy + PARK_MS, this.counts(place.deadlineAt + PARK_MS));
    return parked > this.now ? "parked" : "expired";
  }

  /** The latest place of a member. */
  placeOf(memberNo: number): Place | undefined {
    return this.places.findLast((place) => place.memberNo === memberNo);
  }

  /** The waiting places, in order. */
  waiting(): Place[] {
    return this.places.filter(({ state }) => state === "waiting");
  }

  /** How many waiting places are ahead; −1 when the place does not wait. */
  ahead(place: Place): number {
    const status = this.statusOf(place);
    if (status === "called") return 0;
    if (status !== "waiting") return -1;
    return this.waiting().filter(({ number }) => number < place.number).length;
  }

  /** The answer that a member gets about a place. */
  seen(place: Place): Seen {
    const perMinute = this.pace();
    return {
      status: this.statusOf(place),
      place: place.number,
      ahead: this.ahead(place),
      perMinute,
    };
  }

  /** How many slots are in use. */
  slotsInUse(): number {
    return this.places.filter((place) => ["admitted", "called"].includes(this.statusOf(place)))
      .length;
  }

  /** How many slots are free. */
  free(): number {
    return Math.max(0, this.policy.maxActive - this.slotsInUse());
  }

  /** Admissions per minute; 0 while no place is called. */
  pace(): number {
    return this.isAdmitting() ? this.policy.perMinute : 0;
  }

  /** Whether places are called at this time. */
  isAdmitting(): boolean {
    return this.state === "open" && this.policy.mode !== "paused";
  }

  #returning(): Place[] {
    return this.places.filter(({ state }) => state === "returning");
  }

  /** Joins the room. @returns undefined when the sale is closed and the member has no place */
  join(memberNo: number): Seen | undefined {
    const known = this.placeOf(memberNo);
    if (known && !["done", "left", "expired"].includes(this.statusOf(known))) {
      return this.seen(known);
    }
    if (this.state === "closed") return undefined;
    const isEmpty = this.waiting().length === 0 && this.#returning().length === 0;
    const place: Place = {
      number: this.places.length + 1,
      memberNo,
      state: "waiting",
      deadlineAt: 0,
      slotEndsAt: 0,
    };
    const entersAtOnce =
      this.policy.mode === "open" && isEmpty && this.isAdmitting() && this.free() > 0;
    this.places.push(place);
    if (entersAtOnce) {
      this.calledInOrder.push(place.number);
      this.#letIn(place);
    }
    return this.seen(place);
  }

  /** Gives up a place. */
  leave(place: Place): Seen {
    const over = ["done", "left", "expired"].includes(this.statusOf(place));
    if (!over) place.state = "left";
    return this.seen(place);
  }

  /** Enters a called place, or brings a parked one back. */
  enter(place: Place): Seen {
    const status = this.statusOf(place);
    if (status === "called" && this.state === "open") this.#letIn(place);
    else if (status === "parked") {
      const fits = this.isAdmitting() && this.#returning().length === 0 && this.free() > 0;
      if (fits) this.#letIn(place);
      else place.state = "returning";
    }
    return this.seen(place);
  }

  #letIn(place: Place): void {
    place.state = "in";
    place.deadlineAt = this.now + this.#sessionMs;
    place.slotEndsAt = place.deadlineAt;
  }

  #bucket(): number {
    const { perMinute } = this.policy;
    const since = this.#filledAt === undefined ? 0 : this.now - this.#filledAt;
    return Math.min(Math.max(1, perMinute / 60), this.#tokens + (since * perMinute) / 60_000);
  }

  /** Calls the next places. @returns how many */
  admit(limit: number): number {
    const inLine = [...this.#returning(), ...this.waiting()];
    const isOpen = this.policy.mode === "open";
    const tokens = isOpen ? Infinity : Math.floor(this.#bucket() + 1e-9);
    const free = this.isAdmitting() ? this.free() : 0;
    const count = Math.min(limit, free, tokens, inLine.length);
    if (count > 0 && !isOpen) {
      this.#tokens = this.#bucket() - count;
      this.#filledAt = this.now;
    }
    for (const place of inLine.slice(0, count)) {
      if (place.state === "waiting") this.calledInOrder.push(place.number);
      place.state = "away";
      place.deadlineAt = this.now + ENTER_MS;
    }
    return count;
  }

  /** Ends a place by a payment. */
  pay(place: Place): void {
    place.state = "done";
  }

  /** Pauses the sale. */
  pause(): void {
    if (this.state !== "open") return;
    const last = this.#pause;
    const overlaps = last?.resumed !== undefined && this.now < last.resumed + GRACE_MS;
    this.#pause = { from: overlaps ? last.from : this.now, resumed: undefined };
    this.state = "paused";
  }

  /** Resumes a paused sale. */
  resume(): void {
    if (this.state !== "paused") return;
    this.#endPause();
    this.state = "open";
  }

  /** Closes the sale. */
  close(): void {
    if (this.state === "paused") this.#endPause();
    this.state = "closed";
  }

  #endPause(): void {
    if (this.#pause) this.#pause.resumed = this.now;
  }
}
