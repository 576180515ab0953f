/** The nodes a client may talk to; one that failed is left for the next. */
export class Addresses {
  readonly #urls: readonly string[];
  #index = 0;

  constructor(url: string | readonly string[]) {
    const urls = typeof url === "string" ? [url] : url;
    if (urls.length === 0) throw new Error("createClient needs a url");
    this.#urls = urls.map((each) => each.replace(/\/+$/, ""));
  }

  get current(): string {
    return this.#urls[this.#index % this.#urls.length] ?? "";
  }

  /** Signals and REST may both notice one failure: it moves on once. */
  failed(url: string): void {
    if (url === this.current) this.#index++;
  }
}
