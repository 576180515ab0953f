// Every await of the code under test ends at a gate, and the schedule alone opens gates: so one
// seed gives one order of everything, and every gate is a place where a node may die.

interface Gate {
  readonly label: string;
  readonly open: () => void;
  readonly crash: () => void;
}

/** What a flow of a node that died sees of it: nothing it could handle. */
export class Crash extends Error {
  constructor() {
    super("the node died here");
    this.name = "Crash";
  }
}

export class Gates {
  #waiting: Gate[] = [];
  #busy = 0;
  #isOpen = false;
  #onIdle: (() => void) | undefined;

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Stops here until the schedule lets it go on, or lets it die. */
  pass(label: string): Promise<void> {
    if (this.#isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const crash = (): void => reject(new Crash());
      this.#waiting.push({ label, open: resolve, crash });
    });
  }

  /** Work on Redis, waited for before the next step of the schedule. */
  async working<T>(work: Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work;
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#onIdle?.();
    }
  }

  open(at: number): string {
    const gate = this.#take(at);
    gate.open();
    return gate.label;
  }

  crash(at: number): string {
    const gate = this.#take(at);
    gate.crash();
    return gate.label;
  }

  /** From here on nothing stops any more. */
  openForGood(): void {
    this.#isOpen = true;
  }

  /** Until everything that goes on has come to a gate or to its end. */
  async settle(): Promise<void> {
    do {
      if (this.#busy > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
      this.#onIdle = undefined;
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#busy > 0);
  }

  #take(at: number): Gate {
    const [gate] = this.#waiting.splice(at, 1);
    if (gate === undefined) throw new Error(`no gate ${at}`);
    return gate;
  }
}
