// argon2id, each hash in 46 MiB: therefore behind a bounded queue, so that a flood of logins costs
// neither the memory nor the event loop of those who buy.
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../errors.js";

export interface PasswordOptions {
  readonly memoryKib: number;
  readonly hashesAtOnce: number;
  readonly hashesWaiting: number;
}

export interface Passwords {
  /** @throws AppError `SERVER_BUSY` when too many wait */
  hash(password: string): Promise<string>;
  /**
   * Takes the same time whether there is a hash or not: who has no account is not told so.
   * @throws AppError `SERVER_BUSY` when too many wait
   */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

const BUSY_RETRY_AFTER_MS = 2000;

export function createPasswords(options: PasswordOptions): Passwords {
  const cost = { memoryCost: options.memoryKib, timeCost: 1, parallelism: 1 };
  const inTurn = boundedQueue(options.hashesAtOnce, options.hashesWaiting);
  let nobodys: Promise<string> | undefined;
  const hashOf = (password: string) => inTurn(() => hash(password, cost));
  return {
    hash: hashOf,
    async matches(password, stored) {
      nobodys ??= hashOf("the password of nobody").catch((error: unknown) => {
        nobodys = undefined;
        throw error;
      });
      const known = stored ?? (await nobodys);
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
      // Who ends hands his turn over, so `running` stays as it is.
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
