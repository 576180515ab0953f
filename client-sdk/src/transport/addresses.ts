/** The addresses a client may use. After a failure it moves on to the next one. */
export class Addresses {
  readonly #urls: readonly string[];
  #index = 0;

  constructor(url: string | readonly string[]) {
    const urls = typeof url === "string" ? [url] : url;
    if (urls.length === 0) throw new Error("createClient needs a url");
    this.#urls = urls.map((each) => each.replace(/\/+$/, ""));
  }

  /** The address to use now, without a slash at the end. */
  get current(): string {
    return this.#urls[this.#index % this.#urls.length] ?? "";
  }

  /** Moves on from `url`. Signals and REST may both report one failure, which counts once. */
  failed(url: string): void {
    if (url === this.current) this.#index++;
  }
}
