// Catalogue reads of people who are not signed in: the same for all of them, so made once a second.
// A change through this node ends it at once, one through another node within its life.
import { LRUCache } from "lru-cache";
import type { HttpReply } from "./respond.js";
import type { Millis } from "../../journal/brands.js";

export interface AnswerCache {
  get(key: string): HttpReply | undefined;
  set(key: string, reply: HttpReply): void;
  clear(): void;
}

const LIFE_MS = 1000;
const ENTRIES_MAX = 500;

interface Entry {
  readonly reply: HttpReply;
  readonly untilAt: Millis;
}

/** A cache of at most 500 answers, each for one second by the given clock. */
export function createAnswerCache(now: () => number): AnswerCache {
  const entries = new LRUCache<string, Entry>({ max: ENTRIES_MAX });
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.untilAt > now()) return entry?.reply;
      entries.delete(key);
      return undefined;
    },
    set(key, reply) {
      entries.set(key, { reply, untilAt: now() + LIFE_MS });
    },
    clear() {
      entries.clear();
    },
  };
}
