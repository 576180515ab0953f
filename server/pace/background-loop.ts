// A loop that lives as long as its owner: a turn that fails is logged, and the next one comes.
import type { Logger } from "pino";
import { AppError } from "../errors.js";
import { pacedLoop, type Pace } from "./paced-loop.js";

/** What a loop does, and how often. */
export interface BackgroundLoopOptions {
  /** Field `loop` of its log lines. */
  readonly name: string;
  readonly pace: Pace;
  readonly log: Logger;
  readonly turn: () => Promise<void> | void;
}

/** A loop that logs what its turns throw and goes on until it is stopped. */
export class BackgroundLoop {
  readonly #options: BackgroundLoopOptions;
  readonly #ended = new AbortController();
  #running: Promise<unknown> | undefined;
  #lastFailure = "";

  constructor(options: BackgroundLoopOptions) {
    this.#options = options;
  }

  /** Whether the turn under way is the last one. */
  get isEnding(): boolean {
    return this.#ended.signal.aborted;
  }

  /** Begins with a turn at once; a second call does nothing. */
  start(): void {
    this.#running ??= pacedLoop(this.#ended.signal, this.#options.pace, () => this.#turn());
  }

  /** Waits for the turn under way; afterwards nothing of the loop runs. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  /** A failure is logged once, not with each turn that fails in the same way. */
  async #turn(): Promise<void> {
    const { log, name, turn } = this.#options;
    try {
      await turn();
      this.#lastFailure = "";
    } catch (error) {
      const failure = String(error);
      if (failure !== this.#lastFailure) logFailure(log, name, error);
      this.#lastFailure = failure;
    }
  }
}

/** Logs what a turn threw: a refusal at debug level, as it passes by itself; a bug as an error. */
export function logFailure(log: Logger, loop: string, error: unknown): void {
  if (error instanceof AppError) log.debug({ event: "loop.refused", loop, code: error.code });
  else log.error({ event: "loop.failed", loop, err: error });
}
