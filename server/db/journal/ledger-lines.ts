// Double-entry bookkeeping: money only moves between accounts, so the lines of one entry sum to 0.
// An authorisation moves no money yet, so a member's lines sum to available + authorised.
import type { NumberedFact } from "../../journal/facts.js";
import type { Amount, HoldId, MemberNo, Millis } from "../../journal/brands.js";

export type Account = "member" | "external" | "revenue";
export type LedgerKind = "top_up" | "payment" | "refund" | "import";

export interface LedgerLine {
  readonly n: number;
  readonly line: number;
  readonly account: Account;
  readonly memberNo: MemberNo | undefined;
  readonly amount: Amount;
  readonly kind: LedgerKind;
  readonly reservationId: HoldId | undefined;
  readonly at: Millis;
}

interface Posting {
  readonly memberNo: MemberNo;
  /** The amount of the member's line. The line of the other account has the opposite sign. */
  readonly amount: Amount;
  readonly against: Account;
  readonly kind: LedgerKind;
  readonly reservationId: HoldId | undefined;
}

function postingOf({ entry }: NumberedFact): Posting | undefined {
  if (entry.kind === "captured") {
    return {
      memberNo: entry.memberNo,
      amount: 0 - entry.amount,
      against: "revenue",
      kind: "payment",
      reservationId: entry.reservationId,
    };
  }
  if (entry.kind !== "credited") return undefined;
  return {
    memberNo: entry.memberNo,
    amount: entry.amount,
    against: entry.creditKind === "refund" ? "revenue" : "external",
    kind: entry.creditKind,
    reservationId: entry.reservationId,
  };
}

/** The ledger lines of a batch, in order; amounts in the smallest unit of the currency. */
export function ledgerLines(rows: readonly NumberedFact[]): LedgerLine[] {
  return rows.flatMap((row) => {
    const posting = postingOf(row);
    if (posting === undefined) return [];
    const { memberNo, amount, against, kind, reservationId } = posting;
    const common = { n: row.n, kind, reservationId, at: row.entry.at };
    return [
      { ...common, line: 1, account: "member" as const, memberNo, amount },
      { ...common, line: 2, account: against, memberNo: undefined, amount: 0 - amount },
    ];
  });
}
