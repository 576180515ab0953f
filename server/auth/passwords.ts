// argon2id needs 46 MiB for each hash. Hashes wait in a bounded queue, so that a flood of logins
// takes neither the memory nor the event loop from those who buy.
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../errors.js";

/** The cost of a hash, and how many run and wait at the same time. */
export interface PasswordOptions {
  readonly memoryKib: number;
  readonly hashesAtOnce: number;
  readonly hashesWaiting: number;
}

/** Hashes passwords and compares them with stored hashes. */
export interface Passwords {
  /**
   * The hash of a password, with a salt of its own, as an argon2id text.
   * @throws AppError `SERVER_BUSY` when too many wait
   */
  hash(password: string): Promise<string>;
  /**
   * Whether a password belongs to a stored hash. It takes the same time without one, so that a
   * login does not reveal whether an account exists.
   * @param stored undefined where there is no account
   * @throws AppError `SERVER_BUSY` when too many wait
   */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

/** The password that is compared with where there is no account; it opens none. */
export const DUMMY_PASSWORD = "the password of no account";
const BUSY_RETRY_AFTER_MS = 2000;

/** Passwords behind one queue: at most `hashesAtOnce` run, at most `hashesWaiting` wait. */
export function createPasswords(options: PasswordOptions): Passwords {
  const cost = { memoryCost: options.memoryKib, timeCost: 1, parallelism: 1 };
  const inTurn = boundedQueue(options.hashesAtOnce, options.hashesWaiting);
  let dummyHash: Promise<string> | undefined;
  const hashOf = (password: string) => inTurn(() => hash(password, cost));
  return {
    hash: hashOf,
    async matches(password, stored) {
      dummyHash ??= hashOf(DUMMY_PASSWORD).catch((error: unknown) => {
        dummyHash = undefined;
        throw error;
      });
      const known = stored ?? (await dummyHash);
      const isMatch = await inTurn(() => verify(known, password));
      return isMatch && stored !== undefined;
    },
  };
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

function boundedQueue(atOnce: number, waitingMax: number): InTurn {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= waitingMax) {
        throw new AppError("SERVER_BUSY", { retryAfterMs: BUSY_RETRY_AFTER_MS });
      }
      // A hash that ends passes its turn to this one, so `running` stays the same.
      await new Promise<void>((turn) => waiting.push(turn));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
