// The signals about a member's reservations and wallet. A payment and the amounts of a wallet are
// shown only when they are durable: such signals wait for MySQL, the others are sent at once.
import type { Broadcast } from "../../context.js";
import type { EntryWith, JournalEntry } from "../../journal/entry.js";
import type { JournalledEntry } from "../duty/duty.js";

/** Where the signals go, and what is durable. */
export interface MemberSignalsOptions {
  readonly broadcast: Broadcast;
  /** Number of the last entry that is in MySQL. */
  readonly durableN: () => number;
}

/** A signal that waits until its entry is durable. */
interface Waiting {
  readonly n: number;
  readonly send: () => void;
}

/** For a hold that lasts no longer than this, `reservation:expiring` is sent when it is made. */
const EXPIRING_MS = 60_000;
/**
 * The lag ends the lease long before so many wait. Older signals are dropped; REST has their facts.
 */
const WAITING_MAX = 50_000;

/** Sends the signals of members, out of the journal of one shard. */
export class MemberSignals {
  readonly #options: MemberSignalsOptions;
  #waiting: Waiting[] = [];

  constructor(options: MemberSignalsOptions) {
    this.#options = options;
  }

  /** Takes the next entries of the journal. */
  take(entries: readonly JournalledEntry[]): void {
    for (const { n, entry } of entries) {
      this.#atOnce(entry);
      const send = this.#onceDurable(entry);
      if (send !== undefined) this.#waiting.push({ n, send });
    }
    if (this.#waiting.length > WAITING_MAX) this.#waiting = this.#waiting.slice(-WAITING_MAX);
  }

  /** Sends the signals whose entries have become durable. */
  flush(): void {
    const durableN = this.#options.durableN();
    const first = this.#waiting.findIndex(({ n }) => n > durableN);
    const due = first < 0 ? this.#waiting : this.#waiting.slice(0, first);
    if (due.length === 0) return;
    this.#waiting = first < 0 ? [] : this.#waiting.slice(first);
    for (const { send } of due) send();
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
      case "paid":
        return () => {
          broadcast.toMember(entry.memberNo, "reservation:confirmed", {
            reservationId: entry.holdId,
            paymentId: entry.payId,
          });
          broadcast.toMember(entry.memberNo, "wallet:changed", walletOf(entry));
        };
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

const walletOf = ({ available, authorised }: EntryWith<"available">) => ({
  balance: available + authorised,
  authorised,
  available,
});
