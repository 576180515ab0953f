// Every await of the code under test stops at a gate, and only the schedule opens gates. So a seed
// decides the order of all steps, and at every gate the node may die.

interface Gate {
  readonly label: string;
  readonly open: () => void;
  readonly crash: () => void;
}

/** Ends the flow of a node that has died. No code of the server handles it. */
export class Crash extends Error {
  constructor() {
    super("the node died here");
    this.name = "Crash";
  }
}

/** The gates at which flows wait. */
export class Gates {
  #waiting: Gate[] = [];
  #busy = 0;
  #isOpen = false;
  #onIdle: (() => void) | undefined;

  /** How many flows wait at a gate. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Stops here until the schedule opens the gate.
   * @throws Crash when the schedule kills the node
   */
  pass(label: string): Promise<void> {
    if (this.#isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const crash = (): void => reject(new Crash());
      this.#waiting.push({ label, open: resolve, crash });
    });
  }

  /** Registers work on Redis. The next step of the schedule waits for it. */
  async working<T>(work: Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work;
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#onIdle?.();
    }
  }

  /** Opens one gate. @returns its label */
  open(at: number): string {
    const gate = this.#take(at);
    gate.open();
    return gate.label;
  }

  /** Kills the node at one gate. @returns the label of the gate */
  crash(at: number): string {
    const gate = this.#take(at);
    gate.crash();
    return gate.label;
  }

  /** Opens all gates from now on. */
  openForGood(): void {
    this.#isOpen = true;
  }

  /** Waits until every running flow has stopped at a gate or has ended. */
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
