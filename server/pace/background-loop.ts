// A loop that lives as long as its owner: a turn that fails is logged, and the next one comes.
import type { Logger } from "pino";
import { AppError } from "../errors.js";
import { pacedLoop, type Pace } from "./paced-loop.js";

export interface BackgroundLoopOptions {
  /** Field `loop` of its log lines. */
  readonly name: string;
  readonly pace: Pace;
  readonly log: Logger;
  readonly turn: () => Promise<void> | void;
}

export class BackgroundLoop {
  readonly #options: BackgroundLoopOptions;
  readonly #ended = new AbortController();
  #running: Promise<unknown> | undefined;
  #lastFailure = "";

  constructor(options: BackgroundLoopOptions) {
    this.#options = options;
  }

  /** The turn under way is the last one. */
  get isEnding(): boolean {
    return this.#ended.signal.aborted;
  }

  start(): void {
    this.#running ??= pacedLoop(this.#ended.signal, this.#options.pace, () => this.#turn());
  }

  /** Waits for the turn under way: after this nothing of the loop runs. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  /** A failure is said once, not with each turn that fails in the same way. */
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

/** A refusal passes by itself; anything else is a bug. */
export function logFailure(log: Logger, loop: string, error: unknown): void {
  if (error instanceof AppError) log.debug({ event: "loop.refused", loop, code: error.code });
  else log.error({ event: "loop.failed", loop, err: error });
}
