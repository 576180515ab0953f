// A loop at its own pace: a round that takes longer than its time delays only itself.
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { AppError } from "../../errors.js";

export interface PacedLoopOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly log: Logger;
  readonly round: () => Promise<void> | void;
}

export class PacedLoop {
  readonly #options: PacedLoopOptions;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: PacedLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** After this nothing of it runs. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { everyMs, round } = this.#options;
    const { signal } = this.#stopped;
    for (let due = performance.now(); !signal.aborted;) {
      try {
        await round();
      } catch (error) {
        logFailure(this.#options.log, this.#options.name, error);
      }
      due = Math.max(due + everyMs, performance.now());
      // Also when late: others of this process must have their turn.
      const waitMs = Math.max(0, due - performance.now());
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** A refusal passes by itself; anything else is a bug. */
export function logFailure(log: Logger, loop: string, error: unknown): void {
  if (error instanceof AppError) log.debug({ event: "signals.refused", loop, code: error.code });
  else log.error({ event: "signals.failed", err: error, loop });
}
