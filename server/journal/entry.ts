// The journal's one format (lua/README.md, "Journal entries") and its only parser.

export interface EntryHead {
  readonly op: string;
  /** Redis time of the decision, in ms. */
  readonly at: number;
}

interface ShowtimeFact extends EntryHead {
  readonly showtime: number;
}

interface HoldFact extends ShowtimeFact {
  readonly holdId: string;
  readonly memberNo: number;
}

/** What a hold covers: seats by index, or units of an area. */
interface Cover {
  readonly seats: readonly number[];
  readonly area: number | undefined;
  readonly quantity: number;
}

interface WalletFact extends EntryHead {
  readonly memberNo: number;
  readonly amount: number;
  /** What may be spent afterwards, and what is authorised. */
  readonly available: number;
  readonly authorised: number;
}

export type AuthorisationKind = "authorised" | "captured" | "voided";
export type CreditKind = "top_up" | "refund" | "import";

export type JournalEntry =
  | ({ kind: "generation"; generation: number; epoch: number } & EntryHead)
  | ({ kind: "provisioned"; layout: number; seatCount: number; unsold: number } & ShowtimeFact)
  | ({
      kind: "sale";
      state: string;
      mode: string;
      maxActive: number;
      perMinute: number;
      holdMs: number;
      sessionMs: number;
      maxPerUser: number;
      pausedFromAt: number;
      pausedAt: number;
      resumedAt: number;
      unsold: number;
    } & ShowtimeFact)
  | ({ kind: "blocked" | "unblocked"; seats: readonly number[]; unsold: number } & ShowtimeFact)
  | ({ kind: "queue"; next: number; head: number } & ShowtimeFact)
  | ({
      kind: "held";
      place: number;
      freed: readonly number[];
      total: number;
      deadlineAt: number;
      madeAt: number;
      count: number;
      stock: number | undefined;
    } & HoldFact &
      Cover)
  | ({
      kind: "ended";
      status: "released" | "expired";
      count: number;
      stock: number | undefined;
    } & HoldFact &
      Cover)
  | ({
      kind: "sold";
      payId: string;
      amount: number;
      count: number;
      unsold: number;
      place: number;
    } & HoldFact &
      Cover)
  | ({ kind: "refused"; payId: string; reason: string } & HoldFact)
  | ({ kind: "tombstoned" | "refunded"; payId: string } & ShowtimeFact)
  | ({
      kind: "cancelled";
      payId: string;
      refundId: string;
      amount: number;
      count: number;
      unsold: number;
      stock: number | undefined;
    } & HoldFact &
      Cover)
  | ({
      kind: AuthorisationKind;
      payId: string;
      reservationId: string;
      showtime: number;
    } & WalletFact)
  | ({
      kind: "credited";
      creditId: string;
      creditKind: CreditKind;
      reservationId: string | undefined;
    } & WalletFact);

export type EntryKind = JournalEntry["kind"];

/** Reads the fields of one entry in order; a field too few or a number that is none is a bug. */
class Fields {
  readonly #parts: readonly string[];
  #at = 0;

  constructor(payload: string) {
    this.#parts = payload.split(" ");
  }

  text(): string {
    const part = this.#parts[this.#at++];
    if (part === undefined || part === "") throw new Error(`entry too short: ${this.#parts[0]}`);
    return part;
  }

  number(): number {
    const part = this.text();
    const value = Number(part);
    if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${part}`);
    return value;
  }

  optionalText(): string | undefined {
    const part = this.text();
    return part === "-" ? undefined : part;
  }

  optionalNumber(): number | undefined {
    if (this.#parts[this.#at] !== "-") return this.number();
    this.#at++;
    return undefined;
  }

  numbers(): readonly number[] {
    const part = this.text();
    return part === "-" ? [] : part.split(",").map(Number);
  }

  end<T>(entry: T): T {
    if (this.#at !== this.#parts.length) throw new Error(`entry too long: ${this.#parts[0]}`);
    return entry;
  }
}

const cover = (f: Fields): Cover => ({
  seats: f.numbers(),
  area: f.optionalNumber(),
  quantity: f.number(),
});

/** @throws Error when the payload is not an entry of this version: a bug, never a user's input */
export function parseEntry(payload: string): JournalEntry {
  const f = new Fields(payload);
  const kind = f.text();
  const head = { op: f.text(), at: f.number() };
  const read = READERS[kind as EntryKind] as
    ((f: Fields, head: EntryHead) => JournalEntry) | undefined;
  if (read === undefined) throw new Error(`unknown kind of entry: ${kind}`);
  return f.end(read(f, head));
}

const authorisation =
  (kind: AuthorisationKind) =>
  (f: Fields, head: EntryHead): JournalEntry => ({
    kind,
    ...head,
    memberNo: f.number(),
    payId: f.text(),
    amount: f.number(),
    reservationId: f.text(),
    showtime: f.number(),
    available: f.number(),
    authorised: f.number(),
  });

const blocking =
  (kind: "blocked" | "unblocked") =>
  (f: Fields, head: EntryHead): JournalEntry => ({
    kind,
    ...head,
    showtime: f.number(),
    seats: f.numbers(),
    unsold: f.number(),
  });

const payOnly =
  (kind: "tombstoned" | "refunded") =>
  (f: Fields, head: EntryHead): JournalEntry => ({
    kind,
    ...head,
    showtime: f.number(),
    payId: f.text(),
  });

const READERS: Record<EntryKind, (f: Fields, head: EntryHead) => JournalEntry> = {
  generation: (f, head) => ({
    kind: "generation",
    ...head,
    generation: f.number(),
    epoch: f.number(),
  }),
  provisioned: (f, head) => ({
    kind: "provisioned",
    ...head,
    showtime: f.number(),
    layout: f.number(),
    seatCount: f.number(),
    unsold: f.number(),
  }),
  sale: (f, head) => ({
    kind: "sale",
    ...head,
    showtime: f.number(),
    state: f.text(),
    mode: f.text(),
    maxActive: f.number(),
    perMinute: f.number(),
    holdMs: f.number(),
    sessionMs: f.number(),
    maxPerUser: f.number(),
    pausedFromAt: f.number(),
    pausedAt: f.number(),
    resumedAt: f.number(),
    unsold: f.number(),
  }),
  blocked: blocking("blocked"),
  unblocked: blocking("unblocked"),
  queue: (f, head) => ({
    kind: "queue",
    ...head,
    showtime: f.number(),
    next: f.number(),
    head: f.number(),
  }),
  held: (f, head) => {
    const who = { showtime: f.number(), holdId: f.text(), memberNo: f.number(), place: f.number() };
    const seats = f.numbers();
    const freed = f.numbers();
    return {
      kind: "held",
      ...head,
      ...who,
      seats,
      freed,
      area: f.optionalNumber(),
      quantity: f.number(),
      total: f.number(),
      deadlineAt: f.number(),
      madeAt: f.number(),
      count: f.number(),
      stock: f.optionalNumber(),
    };
  },
  ended: (f, head) => ({
    kind: "ended",
    ...head,
    showtime: f.number(),
    holdId: f.text(),
    memberNo: f.number(),
    status: f.text() as "released" | "expired",
    ...cover(f),
    count: f.number(),
    stock: f.optionalNumber(),
  }),
  sold: (f, head) => ({
    kind: "sold",
    ...head,
    showtime: f.number(),
    payId: f.text(),
    holdId: f.text(),
    memberNo: f.number(),
    amount: f.number(),
    ...cover(f),
    count: f.number(),
    unsold: f.number(),
    place: f.number(),
  }),
  refused: (f, head) => ({
    kind: "refused",
    ...head,
    showtime: f.number(),
    payId: f.text(),
    holdId: f.text(),
    memberNo: f.number(),
    reason: f.text(),
  }),
  tombstoned: payOnly("tombstoned"),
  refunded: payOnly("refunded"),
  cancelled: (f, head) => ({
    kind: "cancelled",
    ...head,
    showtime: f.number(),
    payId: f.text(),
    holdId: f.text(),
    memberNo: f.number(),
    refundId: f.text(),
    amount: f.number(),
    ...cover(f),
    count: f.number(),
    unsold: f.number(),
    stock: f.optionalNumber(),
  }),
  authorised: authorisation("authorised"),
  captured: authorisation("captured"),
  voided: authorisation("voided"),
  credited: (f, head) => ({
    kind: "credited",
    ...head,
    memberNo: f.number(),
    creditId: f.text(),
    amount: f.number(),
    creditKind: f.text() as CreditKind,
    reservationId: f.optionalText(),
    available: f.number(),
    authorised: f.number(),
  }),
};
