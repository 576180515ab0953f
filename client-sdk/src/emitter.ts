/** A function that receives the value of an event. */
export type Listener<T> = (value: T) => void;

/** Base of every object with events; `Notices` maps each event to its value. */
export class Emitter<Notices extends object> {
  readonly #listeners: { [Name in keyof Notices]?: Set<Listener<Notices[Name]>> } = {};

  /** Calls `listener` at every such event; returns the function that removes the listener. */
  on<Name extends keyof Notices>(name: Name, listener: Listener<Notices[Name]>): () => void {
    const listeners = (this.#listeners[name] ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** Calls every listener. What one throws is reported as uncaught; the others still run. */
  protected emit<Name extends keyof Notices>(name: Name, value: Notices[Name]): void {
    for (const listener of [...(this.#listeners[name] ?? [])]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
