// Before the opening: the page shows the time and a countdown, and then joins by itself. A little
// jitter keeps the clients that wait from asking in the same millisecond.

import { element } from "./dom.js";
import { dateTime, say, span } from "./texts.js";

const TICK_MS = 250;
const JITTER_MS = 500;

interface Plan {
  /** In ms since 1970; undefined while the performance is not approved. */
  readonly opensAt: number | undefined;
  readonly asksAgainInMs: number;
  /** The server's clock, in ms since 1970. */
  readonly now: () => number;
  /** Called once, when it is time to join. */
  readonly arrive: () => void;
}

/** The countdown to the opening of a sale. */
export class Opening {
  readonly node: HTMLElement;
  readonly #plan: Plan;
  readonly #asksAt: number;
  readonly #countdown = element("div", { class: "countdown", attributes: { role: "timer" } });
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(plan: Plan) {
    this.#plan = plan;
    const { opensAt, asksAgainInMs, now } = plan;
    this.#asksAt = now() + asksAgainInMs + Math.random() * JITTER_MS;
    const known = opensAt === undefined ? [] : [say("opensIn"), this.#countdown];
    this.node = element(
      "section",
      { class: "card stack" },
      element("h2", {}, say("saleScheduled")),
      element("p", {}, opensAt === undefined ? say("opensLater") : opensText(opensAt)),
      ...known,
      element("p", { class: "soft" }, say("joinsItself")),
    );
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** Stops the countdown. */
  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const { opensAt, now, arrive } = this.#plan;
    this.#countdown.textContent = span(((opensAt ?? 0) - now()) / 1_000);
    if (now() < this.#asksAt) return;
    this.close();
    arrive();
  }
}

/** When a sale opens, as a sentence; `opensAt` in ms since 1970. */
export const opensText = (opensAt: number): string =>
  say("opensAt", { time: dateTime(new Date(opensAt).toISOString()) });
