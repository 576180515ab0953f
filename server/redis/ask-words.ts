// The words by which a script asks its wrapper for something. They never leave the server, so no
// word is also a code of the error table (lua/README.md, "Replies").

/** What a script may answer besides OK and a code of the error table. */
export const ASK_WORDS = [
  /** The caller's generation is not the shard's: the runner reads it anew and asks again. */
  "WRONG_GENERATION",
  /** This Redis has not recovered the record, or lost it: put it back, or ask later. */
  "NO_RECORD",
  /** The opposite was done before: the protocol was broken. */
  "CONFLICT",
  /** The search goes on from where the reply says. */
  "MORE",
  /** MySQL has more than this Redis: recover first. */
  "BEHIND",
  /** The shard is being rebuilt, or must be and is not. */
  "REBUILDING",
  /** The entry, or the end of the journal, is not the next. */
  "GAP",
] as const;

export type AskWord = (typeof ASK_WORDS)[number];

/** Whether the first item of a reply asks the wrapper for something. */
export const isAskWord = (word: string): word is AskWord =>
  (ASK_WORDS as readonly string[]).includes(word);
