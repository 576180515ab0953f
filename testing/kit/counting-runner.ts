// A runner that remembers which scripts it ran and what they answered.
import { ScriptRunner } from "../../server/redis/script-runner.js";
import type { TestShard } from "./test-shard.js";

interface Ran {
  readonly file: string;
  /** Undefined until it is there, and for a refusal. */
  answer: unknown;
}

export class CountingRunner extends ScriptRunner {
  readonly #ran: Ran[] = [];
  readonly #gates = new Map<string, Promise<void>>();

  /** As `TestShard.racer` is: many callers at once, the clock of the record. */
  static on(shard: TestShard): CountingRunner {
    const readGeneration = () => Promise.resolve(1);
    return new CountingRunner({ client: shard.admin, readGeneration, clock: "record" });
  }

  override run: ScriptRunner["run"] = async (spec, target, input) => {
    const run: ScriptRunner["run"] = ScriptRunner.prototype.run.bind(this);
    const entry: Ran = { file: spec.file, answer: undefined };
    this.#ran.push(entry);
    await this.#gates.get(spec.file);
    const answer = await run(spec, target, input);
    entry.answer = answer;
    return answer;
  };

  /** Runs of a script wait from now on; @returns what lets them go */
  holdBack(file: string): () => void {
    let letGo: () => void = () => undefined;
    this.#gates.set(file, new Promise((resolve) => (letGo = resolve)));
    return () => {
      this.#gates.delete(file);
      letGo();
    };
  }

  /** How often a script was run. */
  count(file: string): number {
    return this.#ran.filter((each) => each.file === file).length;
  }

  /** What a script has answered so far, in the order of its runs; refusals are left out. */
  answers(file: string): unknown[] {
    return this.#ran
      .filter((each) => each.file === file && each.answer !== undefined)
      .map(({ answer }) => answer);
  }
}
