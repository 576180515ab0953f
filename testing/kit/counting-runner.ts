// A runner that records which scripts and reads it ran and what they answered.
import { ScriptRunner } from "../../server/redis/script-runner.js";
import type { TestShard } from "./test-shard.js";

interface Ran {
  readonly file: string;
  /** Undefined before the answer, and after a refusal. */
  answer: unknown;
}

/** Counts the runs of scripts and reads, and can delay them. */
export class CountingRunner extends ScriptRunner {
  readonly #ran: Ran[] = [];
  readonly #gates = new Map<string, Promise<void>>();

  /** A runner like `TestShard.racer`: for many callers at once, with the clock of the record. */
  static on(shard: TestShard): CountingRunner {
    const readGeneration = () => Promise.resolve(1);
    return new CountingRunner({ client: shard.admin, readGeneration, clock: "record" });
  }

  override run: ScriptRunner["run"] = (spec, target, input) => {
    const run: ScriptRunner["run"] = ScriptRunner.prototype.run.bind(this);
    return this.#counted(spec.file, () => run(spec, target, input));
  };

  override read: ScriptRunner["read"] = (spec, target) => {
    const read: ScriptRunner["read"] = ScriptRunner.prototype.read.bind(this);
    return this.#counted(spec.file, () => read(spec, target));
  };

  async #counted<T>(file: string, ask: () => Promise<T>): Promise<T> {
    const entry: Ran = { file, answer: undefined };
    this.#ran.push(entry);
    await this.#gates.get(file);
    const answer = await ask();
    entry.answer = answer;
    return answer;
  }

  /** Delays the runs of a script from now on. @returns a function that ends the delay */
  holdBack(file: string): () => void {
    let release: () => void = () => undefined;
    this.#gates.set(file, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#gates.delete(file);
      release();
    };
  }

  /** How often a script was run. */
  count(file: string): number {
    return this.#ran.filter((each) => each.file === file).length;
  }

  /** The answers of a script so far, in the order of its runs; without refusals. */
  answers(file: string): unknown[] {
    return this.#ran
      .filter((each) => each.file === file && each.answer !== undefined)
      .map(({ answer }) => answer);
  }
}
