// What an entry says, in single facts. A payment in one step is one entry (`paid`), but it means
// what three entries of a payment in two phases mean. The projection and the audit take facts, so
// that both kinds of payment leave the same rows and the same events.
import type { EntryOf, JournalEntry } from "./entry.js";

/** A fact: an entry that says one thing. */
export type Fact = Exclude<JournalEntry, EntryOf<"paid">>;

/** One fact of an entry, with the number of the entry. */
export interface NumberedFact {
  readonly n: number;
  /** Which fact of its entry it is: 0, 1 or 2. */
  readonly part: number;
  readonly entry: Fact;
}

/** The facts of an entry, in order. */
export function factsOf(entry: JournalEntry): readonly Fact[] {
  if (entry.kind !== "paid") return [entry];
  const { at, showtime, payId, holdId, memberNo, amount, available, authorised } = entry;
  const money = { at, memberNo, payId, amount, reservationId: holdId, showtime, available };
  return [
    { ...money, kind: "authorised", op: `pay/authorise:${payId}`, authorised: authorised + amount },
    soldOf(entry),
    { ...money, kind: "captured", op: `pay/capture:${payId}`, authorised },
  ];
}

function soldOf(entry: EntryOf<"paid">): EntryOf<"sold"> {
  const { available: _available, authorised: _authorised, ...sold } = entry;
  return { ...sold, kind: "sold" };
}

/** The facts of numbered entries, in order. */
export function numberedFacts(
  entries: readonly { readonly n: number; readonly entry: JournalEntry }[],
): NumberedFact[] {
  return entries.flatMap(({ n, entry }) =>
    factsOf(entry).map((fact, part) => ({ n, part, entry: fact })),
  );
}
