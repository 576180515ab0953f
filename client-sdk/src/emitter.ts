export type Listener<T> = (value: T) => void;

/** A few typed notices of one object; `on` answers the function that ends the listening. */
export class Emitter<Notices extends object> {
  readonly #listeners: { [Name in keyof Notices]?: Set<Listener<Notices[Name]>> } = {};

  on<Name extends keyof Notices>(name: Name, listener: Listener<Notices[Name]>): () => void {
    const listeners = (this.#listeners[name] ??= new Set());
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  /** A listener that throws is its owner's bug: it is reported, and stops nobody else. */
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
