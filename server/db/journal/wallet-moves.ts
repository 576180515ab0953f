// Folds the entries of a batch into one move per wallet: its balance afterwards and the difference.
// Every entry must follow from the entry before it, so that the fold hides no wrong entry.
import { isAbout, type EntryAbout } from "../../journal/entry.js";
import { InvariantViolation } from "./invariant-violation.js";
import type { NumberedFact } from "../../journal/facts.js";
import type { Amount, MemberNo } from "../../journal/brands.js";

export interface WalletMove {
  readonly memberNo: MemberNo;
  readonly balance: Amount;
  readonly balanceDelta: Amount;
  readonly authorised: Amount;
  readonly authorisedDelta: Amount;
  /**
   * True when the wallet was empty before: then it may not exist yet. A credit opens it, or a
   * payment of free seats.
   */
  readonly mayBeNew: boolean;
}

type WalletEntry = EntryAbout<"wallet">;

interface Delta {
  readonly balance: Amount;
  readonly authorised: Amount;
}

function deltaOf(entry: WalletEntry): Delta {
  const { amount } = entry;
  switch (entry.kind) {
    case "authorised":
      return { balance: 0 - amount, authorised: amount };
    case "captured":
      return { balance: 0, authorised: 0 - amount };
    case "voided":
      return { balance: amount, authorised: 0 - amount };
    case "credited":
      return { balance: amount, authorised: 0 };
  }
}

function follow(before: WalletMove, entry: WalletEntry, n: number): void {
  const { balance, authorised } = deltaOf(entry);
  const follows =
    before.balance + balance === entry.available &&
    before.authorised + authorised === entry.authorised;
  if (!follows) {
    throw new InvariantViolation(`entry ${n} does not follow in wallet ${entry.memberNo}`);
  }
}

const isEmptyBefore = ({ available, authorised }: WalletEntry, delta: Delta): boolean =>
  available === delta.balance && authorised === delta.authorised;

/**
 * The move of each wallet in a batch, sorted by member; amounts in the smallest unit of the
 * currency.
 * @throws InvariantViolation when an entry does not follow from the one before it or goes below 0
 */
export function walletMoves(rows: readonly NumberedFact[]): WalletMove[] {
  const folded = new Map<number, WalletMove>();
  for (const { n, entry } of rows) {
    if (!isAbout(entry, "wallet")) continue;
    if (entry.available < 0 || entry.authorised < 0) {
      throw new InvariantViolation(`entry ${n} takes wallet ${entry.memberNo} below 0`);
    }
    const before = folded.get(entry.memberNo);
    if (before) follow(before, entry, n);
    const delta = deltaOf(entry);
    folded.set(entry.memberNo, {
      memberNo: entry.memberNo,
      balance: entry.available,
      balanceDelta: (before?.balanceDelta ?? 0) + delta.balance,
      authorised: entry.authorised,
      authorisedDelta: (before?.authorisedDelta ?? 0) + delta.authorised,
      mayBeNew: before?.mayBeNew ?? isEmptyBefore(entry, delta),
    });
  }
  return [...folded.values()].sort((a, b) => a.memberNo - b.memberNo);
}
