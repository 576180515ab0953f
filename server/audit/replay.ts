// Replays the journal of a shard from its first entry, by assignments alone: the result is what
// Redis must have at the same number, and what the rows of MySQL must have.
import {
  isAbout,
  parseEntry,
  type AuthorisationEntry,
  type EntryAbout,
  type EntryOf,
  type JournalEntry,
} from "../journal/entry.js";
import { factsOf, type Fact } from "../journal/facts.js";
import { chainAfter } from "../redis/journal/stream.js";
import { isPaid, RESERVATION_STATUS as WORDS } from "./hold-letters.js";
import { ShowtimeReplay } from "./showtime-replay.js";
import type { Amount, HoldId, MemberNo, Millis, ShardId, ShowtimeId } from "../journal/brands.js";

/** One entry of a journal, not parsed yet. */
export interface JournalLine {
  readonly n: number;
  readonly payload: string;
  /** The chain in the row of the entry; undefined where there is only the payload. */
  readonly chain?: string;
}

/** The wallet's half of a payment. */
export interface ReplayedAuthorisation {
  /** Authorised, captured or voided. */
  readonly state: "A" | "C" | "V";
  readonly memberNo: MemberNo;
  readonly amount: Amount;
  readonly reservationId: HoldId;
  readonly showtime: ShowtimeId;
  readonly authorisedAt: Millis;
  readonly settledAt: Millis | undefined;
}

/** A top-up, a refund or an imported balance. */
export interface ReplayedCredit {
  readonly memberNo: MemberNo;
  readonly amount: Amount;
  readonly kind: string;
}

interface Amounts {
  readonly available: Amount;
  readonly authorised: Amount;
}

const NO_CHAIN = "0".repeat(40);
const LETTER = { authorised: "A", captured: "C", voided: "V" } as const;

/** The state of one shard as its journal says, and what is wrong with the journal. */
export class ShardReplay {
  readonly shard: ShardId;
  readonly wallets = new Map<number, Amounts>();
  readonly auths = new Map<string, ReplayedAuthorisation>();
  readonly credits = new Map<string, ReplayedCredit>();
  readonly showtimes = new Map<number, ShowtimeReplay>();
  /** Refunds that are owed: `<payId> <showtime>` → the instant of the cancellation. */
  readonly owed = new Map<string, number>();
  /** Findings about the journal itself, and about entries that must not follow others. */
  readonly violations: string[] = [];
  #n = 0;
  #chain = NO_CHAIN;

  constructor(shard: ShardId) {
    this.shard = shard;
  }

  /** Number of the last entry; 0 before the first. */
  get n(): number {
    return this.#n;
  }

  /** Chain of the last entry. */
  get chain(): string {
    return this.#chain;
  }

  /**
   * Takes the next entry and returns it parsed.
   * @throws Error when it cannot be parsed
   */
  take({ n, payload, chain }: JournalLine): JournalEntry {
    if (n !== this.#n + 1) this.#wrong("I11", `entry ${n} follows entry ${this.#n}`);
    const expected = chainAfter(this.#chain, payload);
    if (chain !== undefined && chain !== expected)
      this.#wrong("I11", `entry ${n} breaks the chain`);
    this.#n = n;
    this.#chain = chain ?? expected;
    const entry = parseEntry(payload);
    for (const fact of factsOf(entry)) this.#assign(fact);
    return entry;
  }

  #assign(entry: Fact): void {
    if (isAbout(entry, "showtime")) return this.#takeShowtime(entry);
    if (!isAbout(entry, "wallet")) return;
    if (entry.kind === "credited") this.#credit(entry);
    else this.#authorise(entry);
  }

  #takeShowtime(entry: EntryAbout<"showtime">): void {
    const known = this.showtimes.get(entry.showtime);
    const showtime = known ?? new ShowtimeReplay();
    if (!known) this.showtimes.set(entry.showtime, showtime);
    this.#checkOrder(showtime, entry);
    if (entry.kind === "cancelled") this.owed.set(`${entry.payId} ${entry.showtime}`, entry.at);
    if (entry.kind === "refunded") this.owed.delete(`${entry.payId} ${entry.showtime}`);
    showtime.take(entry);
  }

  /** Finds a second sale of a seat; later the assignment would hide it. */
  #checkSale(showtime: ShowtimeReplay, entry: EntryOf<"sold">): void {
    for (const seat of entry.seats) {
      if (showtime.seats.get(seat) !== 2) continue;
      const owner = showtime.owners.get(seat) ?? "no payment";
      this.#wrong(
        "I1",
        `seat ${entry.showtime}/${seat} sold to ${entry.payId} while ${owner} owns it`,
      );
    }
  }

  /** Finds an entry that must not follow the entries before it. */
  #checkOrder(showtime: ShowtimeReplay, entry: EntryAbout<"showtime">): void {
    if (entry.kind === "sold") this.#checkSale(showtime, entry);
    const said = entry.kind === "sold" ? "confirmed" : entry.kind;
    if ("payId" in entry && entry.kind !== "refunded") {
      const { payId } = entry;
      const before = showtime.pays.get(payId)?.state;
      const isRight = entry.kind === "cancelled" ? before === "confirmed" : before === undefined;
      if (!isRight) this.#wrong("I8", `payment ${payId} ${said} after it was ${before ?? "none"}`);
    }
    if (entry.kind !== "held" && entry.kind !== "ended" && entry.kind !== "sold") return;
    const { holdId } = entry;
    const status = showtime.holds.get(holdId)?.status ?? "H";
    const isOver = entry.kind === "held" ? isPaid(status) : status !== "H";
    if (isOver) this.#wrong("I8", `reservation ${holdId} ${said} after it was ${WORDS[status]}`);
  }

  #authorise(entry: AuthorisationEntry): void {
    const { payId, memberNo, amount, reservationId, showtime, at } = entry;
    const before = this.auths.get(payId);
    const state = LETTER[entry.kind];
    if (state === "A" ? before !== undefined : before?.state !== "A") {
      this.#wrong(
        "I2",
        `payment ${payId} became ${entry.kind} after ${before?.state ?? "nothing"}`,
      );
    }
    const authorisedAt = before?.authorisedAt ?? at;
    const settledAt = state === "A" ? undefined : at;
    const auth = { state, memberNo, amount, reservationId, showtime, authorisedAt, settledAt };
    this.auths.set(payId, auth);
    this.#setWallet(entry, {
      available: state === "A" ? 0 - amount : state === "V" ? amount : 0,
      authorised: state === "A" ? amount : 0 - amount,
    });
  }

  #credit(entry: EntryOf<"credited">): void {
    const { creditId, memberNo, amount, creditKind: kind } = entry;
    if (this.credits.has(creditId)) this.#wrong("I9", `credit ${creditId} counted twice`);
    this.credits.set(creditId, { memberNo, amount, kind });
    this.#setWallet(entry, { available: amount, authorised: 0 });
  }

  #setWallet(entry: { readonly memberNo: MemberNo } & Amounts, change: Amounts): void {
    const { memberNo, available, authorised } = entry;
    const before = this.wallets.get(memberNo) ?? { available: 0, authorised: 0 };
    const follows =
      before.available + change.available === available &&
      before.authorised + change.authorised === authorised;
    if (!follows) this.#wrong("I2", `entry ${this.#n} does not follow in wallet ${memberNo}`);
    if (available < 0 || authorised < 0) this.#wrong("I6", `wallet ${memberNo} went below 0`);
    this.wallets.set(memberNo, { available, authorised });
  }

  #wrong(invariant: string, what: string): void {
    this.violations.push(`${invariant} shard ${this.shard}: ${what}`);
  }
}
