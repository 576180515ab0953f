// The type of a secret masks it: in a log, a page or an error it prints as a mask, and only
// `reveal()` gives the value.
import { inspect } from "node:util";

const MASK = "[secret]";

/** A text that no printer shows. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for the one who needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
