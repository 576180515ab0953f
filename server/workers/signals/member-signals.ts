// What one member is told of his reservations and his wallet. Nobody is told that he has paid, or
// what he has, before it is durable: such signals wait for MySQL, the others go at once.
import type { Broadcast } from "../../context.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { JournalledEntry } from "../duty/duty.js";
import type { Amount } from "../../journal/brands.js";

export interface MemberSignalsOptions {
  readonly broadcast: Broadcast;
  /** The last entry that is in MySQL. */
  readonly durableN: () => number;
}

interface Waiting {
  readonly n: number;
  readonly tell: () => void;
}

type WalletEntry = Extract<JournalEntry, { available: Amount }>;

/** A hold shorter than this is told at once that it will expire. */
const EXPIRING_MS = 60_000;
/** The lease ends long before so many wait (lag); what is too much is not told, but is in REST. */
const WAITING_MAX = 50_000;

export class MemberSignals {
  readonly #options: MemberSignalsOptions;
  #waiting: Waiting[] = [];

  constructor(options: MemberSignalsOptions) {
    this.#options = options;
  }

  take(entries: readonly JournalledEntry[]): void {
    for (const { n, entry } of entries) {
      this.#atOnce(entry);
      const tell = this.#onceDurable(entry);
      if (tell !== undefined) this.#waiting.push({ n, tell });
    }
    if (this.#waiting.length > WAITING_MAX) this.#waiting = this.#waiting.slice(-WAITING_MAX);
  }

  /** Tells what has become durable. */
  flush(): void {
    const durableN = this.#options.durableN();
    const first = this.#waiting.findIndex(({ n }) => n > durableN);
    const due = first < 0 ? this.#waiting : this.#waiting.slice(0, first);
    if (due.length === 0) return;
    this.#waiting = first < 0 ? [] : this.#waiting.slice(first);
    for (const { tell } of due) tell();
  }

  #atOnce(entry: JournalEntry): void {
    const { broadcast } = this.#options;
    if (entry.kind === "ended" && entry.status === "expired") {
      const expired = { reservationId: entry.holdId };
      broadcast.toMember(entry.memberNo, "reservation:expired", expired);
    } else if (entry.kind === "held" && entry.deadlineAt - entry.at <= EXPIRING_MS) {
      broadcast.toMember(entry.memberNo, "reservation:expiring", {
        reservationId: entry.holdId,
        expiresAt: new Date(entry.deadlineAt).toISOString(),
      });
    }
  }

  #onceDurable(entry: JournalEntry): (() => void) | undefined {
    const { broadcast } = this.#options;
    switch (entry.kind) {
      case "sold":
        return () =>
          broadcast.toMember(entry.memberNo, "reservation:confirmed", {
            reservationId: entry.holdId,
            paymentId: entry.payId,
          });
      case "authorised":
      case "captured":
      case "voided":
      case "credited":
        return () => broadcast.toMember(entry.memberNo, "wallet:changed", walletOf(entry));
      default:
        return undefined;
    }
  }
}

const walletOf = ({ available, authorised }: WalletEntry) => ({
  balance: available + authorised,
  authorised,
  available,
});
