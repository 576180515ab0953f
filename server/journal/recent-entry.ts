// Journal entries that a read looks for by the name of a member, a reservation or a payment.
import { ENTRY_KINDS, fieldsOf, parseEntry, type EntryKind, type JournalEntry } from "./entry.js";
import type { ShardId } from "./brands.js";

/** An entry of a shard's journal and its number. */
export interface RecentEntry {
  readonly shard: ShardId;
  readonly n: number;
  readonly entry: JournalEntry;
}

const namesOnlyPayment = (kind: EntryKind): boolean => {
  const fields: readonly string[] = fieldsOf(kind);
  return fields.includes("payId") && !fields.includes("memberNo");
};

/** The kinds that name neither member nor reservation: they count whatever name is looked for. */
export const NAMELESS_KINDS: readonly EntryKind[] = ENTRY_KINDS.filter(namesOnlyPayment);

const NAMELESS: ReadonlySet<string> = new Set(NAMELESS_KINDS);

/**
 * The entry, when its payload has the name among its words or is of a nameless kind. It may still
 * be about something else: a number stands for many things. Only such a payload is parsed.
 */
export function entryIfNamed(payload: string, name: string): JournalEntry | undefined {
  const isNamed =
    payload.includes(` ${name} `) ||
    payload.endsWith(` ${name}`) ||
    NAMELESS.has(payload.slice(0, payload.indexOf(" ")));
  return isNamed ? parseEntry(payload) : undefined;
}
