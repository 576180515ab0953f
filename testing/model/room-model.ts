// The waiting room in plain TypeScript: every rule of it, none of its keys and counters.

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
  /** `away`: called once and neither in nor back. */
  state: "waiting" | "away" | "in" | "returning" | "done" | "left";
  /** Enter-by or end of the session, before pauses are counted in. */
  deadlineAt: number;
  /** The slot may be kept longer than the session, by a hold. */
  slotEndsAt: number;
}

export interface Seen {
  readonly status: string;
  readonly place: number;
  readonly ahead: number;
  /** 0 while nobody is called. */
  readonly perMinute: number;
}

export class RoomModel {
  now: number;
  state: "open" | "paused" | "closed" = "open";
  readonly policy: RoomPolicy;
  readonly #sessionMs: number;
  /** In order of arrival. */
  readonly places: Place[] = [];
  /** Places as they were called for the first time. */
  readonly calledInOrder: number[] = [];
  #pause: { from: number; resumed: number | undefined } | undefined;
  #tokens = 1;
  #filledAt: number | undefined;

  constructor(now: number, policy: RoomPolicy, sessionMs: number) {
    this.now = now;
    this.policy = policy;
    this.#sessionMs = sessionMs;
  }

  /** A deadline as pauses have it. */
  counts(deadlineAt: number): number {
    if (this.#pause === undefined || deadlineAt <= this.#pause.from) return deadlineAt;
    if (this.#pause.resumed === undefined) return Infinity;
    return Math.max(deadlineAt, this.#pause.resumed + GRACE_MS);
  }

  /** Once the sale is over only sessions go on. */
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

  placeOf(memberNo: number): Place | undefined {
    return this.places.findLast((place) => place.memberNo === memberNo);
  }

  waiting(): Place[] {
    return this.places.filter(({ state }) => state === "waiting");
  }

  ahead(place: Place): number {
    const status = this.statusOf(place);
    if (status === "called") return 0;
    if (status !== "waiting") return -1;
    return this.waiting().filter(({ number }) => number < place.number).length;
  }

  seen(place: Place): Seen {
    const perMinute = this.pace();
    return {
      status: this.statusOf(place),
      place: place.number,
      ahead: this.ahead(place),
      perMinute,
    };
  }

  slotsInUse(): number {
    return this.places.filter((place) => ["admitted", "called"].includes(this.statusOf(place)))
      .length;
  }

  free(): number {
    return Math.max(0, this.policy.maxActive - this.slotsInUse());
  }

  pace(): number {
    return this.isAdmitting() ? this.policy.perMinute : 0;
  }

  isAdmitting(): boolean {
    return this.state === "open" && this.policy.mode !== "paused";
  }

  #returning(): Place[] {
    return this.places.filter(({ state }) => state === "returning");
  }

  /** @returns undefined when the sale is closed to him */
  join(memberNo: number): Seen | undefined {
    const known = this.placeOf(memberNo);
    if (known && !["done", "left", "expired"].includes(this.statusOf(known))) {
      return this.seen(known);
    }
    if (this.state === "closed") return undefined;
    const nobodyWaits = this.waiting().length === 0 && this.#returning().length === 0;
    const place: Place = {
      number: this.places.length + 1,
      memberNo,
      state: "waiting",
      deadlineAt: 0,
      slotEndsAt: 0,
    };
    const goesIn =
      this.policy.mode === "open" && nobodyWaits && this.isAdmitting() && this.free() > 0;
    this.places.push(place);
    if (goesIn) {
      this.calledInOrder.push(place.number);
      this.#letIn(place);
    }
    return this.seen(place);
  }

  leave(place: Place): Seen {
    const over = ["done", "left", "expired"].includes(this.statusOf(place));
    if (!over) place.state = "left";
    return this.seen(place);
  }

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

  pay(place: Place): void {
    place.state = "done";
  }

  pause(): void {
    if (this.state !== "open") return;
    const last = this.#pause;
    const goesOn = last?.resumed !== undefined && this.now < last.resumed + GRACE_MS;
    this.#pause = { from: goesOn ? last.from : this.now, resumed: undefined };
    this.state = "paused";
  }

  resume(): void {
    if (this.state !== "paused") return;
    this.#endPause();
    this.state = "open";
  }

  close(): void {
    if (this.state === "paused") this.#endPause();
    this.state = "closed";
  }

  #endPause(): void {
    if (this.#pause) this.#pause.resumed = this.now;
  }
}
