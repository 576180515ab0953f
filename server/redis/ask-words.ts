// The words with which a script asks its wrapper to do something. They never leave the server, so
// none of them is a code of the error table (lua/README.md, "Replies").

/** The first items of a reply, besides OK and the codes of the error table. */
export const ASK_WORDS = [
  /** The generation of the caller is not that of the shard: the runner reads it and asks again. */
  "WRONG_GENERATION",
  /** This Redis has lost the record or has not recovered it yet: restore it, or ask later. */
  "NO_RECORD",
  /** The opposite step was already taken, which breaks the protocol. */
  "CONFLICT",
  /** The payment began in two phases and must go on in them. */
  "BEGUN",
  /** The search is not finished and continues at the point in the reply. */
  "MORE",
  /** MySQL has entries that this Redis does not have: recover first. */
  "BEHIND",
  /** The shard is being rebuilt, or the call is only for a shard that is. */
  "REBUILDING",
  /** The entry, or the end of the journal, does not follow the shard's last entry. */
  "GAP",
] as const;

export type AskWord = (typeof ASK_WORDS)[number];

/** Whether the first item of a reply asks the wrapper for something. */
export const isAskWord = (word: string): word is AskWord =>
  (ASK_WORDS as readonly string[]).includes(word);
