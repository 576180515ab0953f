// The live picture of the demo. On a terminal it is redrawn in place; otherwise a line is printed
// every 5 s.

import type { DemoOptions } from "./options.js";
import { STEPS, type Tally } from "./tally.js";

export interface Picture {
  readonly title: string;
  readonly fans: number;
  readonly seats: number;
  readonly elapsedMs: number;
  readonly holdsPerSecond: number;
  readonly paidPerSecond: number;
  /** The last event of the run: a node was killed, or the time is over. */
  readonly notice: string;
}

const BAR = 30;
const numbers = new Intl.NumberFormat("en");
const count = (value: number): string => numbers.format(value);

const bar = (share: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  return `${"█".repeat(full)}${"·".repeat(BAR - full)}`;
};

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
};

/** The picture as lines of text. */
export function drawLines(tally: Tally, picture: Picture): string[] {
  const { fans, seats } = picture;
  const n = (what: Parameters<Tally["count"]>[0]) => count(tally.count(what));
  const waiting = tally.count("joined") - tally.count("admitted");
  const sold = tally.count("ticketsSold");
  const steps = tally.steps();
  const errors = tally.errors.slice(0, 6).map(([code, times]) => `${code} ${count(times)}`);
  return [
    `${picture.title}   ${clock(picture.elapsedMs)}   ${picture.notice}`,
    `fans done  ${bar(tally.settled / fans)} ${count(tally.settled)} of ${count(fans)}`,
    `tickets    ${bar(sold / seats)} ${count(sold)} of ${count(seats)}`,
    `waiting ${count(Math.max(0, waiting))}   admitted ${n("admitted")}   held ${n("held")}   ` +
      `paid ${n("paid")}   lapsed ${n("lapsed")}   released ${n("released")}   ` +
      `back ${n("reconnected")}`,
    `holds/s ${picture.holdsPerSecond.toFixed(1)}   paid/s ${picture.paidPerSecond.toFixed(1)}`,
    STEPS.map((step) => `${step} p50 ${ms(steps[step].p50)} p99 ${ms(steps[step].p99)}`).join(
      "   ",
    ),
    errors.length === 0 ? "" : `answers: ${errors.join("   ")}`,
  ];
}

const ms = (value: number): string =>
  value < 10_000 ? `${String(value)} ms` : `${(value / 1_000).toFixed(1)} s`;

const LINE_EVERY_MS = 5_000;
const DRAW_EVERY_MS = 500;
const RATE_WINDOW_MS = 5_000;

interface Moment {
  readonly at: number;
  readonly held: number;
  readonly paid: number;
}

/** Draws the picture until it is stopped. */
export class View {
  readonly #tally: Tally;
  readonly #fixed: Pick<Picture, "title" | "fans" | "seats">;
  readonly #startedAt = Date.now();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #moments: Moment[] = [];
  #drawnLines = 0;
  notice = "";

  constructor(tally: Tally, { fans }: DemoOptions, shown: { title: string; seats: number }) {
    this.#tally = tally;
    this.#fixed = { ...shown, fans };
    const every = process.stdout.isTTY ? DRAW_EVERY_MS : LINE_EVERY_MS;
    this.#timer = setInterval(() => this.#draw(), every);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#draw();
  }

  #draw(): void {
    const lines = drawLines(this.#tally, {
      ...this.#fixed,
      ...this.#rates(),
      elapsedMs: Date.now() - this.#startedAt,
      notice: this.notice,
    });
    if (!process.stdout.isTTY) {
      process.stdout.write(`${lines.slice(0, 1).join("")} ${lines.slice(3, 6).join(" | ")}\n`);
      return;
    }
    const width = process.stdout.columns;
    const up = this.#drawnLines === 0 ? "" : `\u001b[${String(this.#drawnLines)}A`;
    process.stdout.write(
      `${up}${lines.map((line) => `\u001b[2K${line.slice(0, width)}\n`).join("")}`,
    );
    this.#drawnLines = lines.length;
  }

  #rates(): Pick<Picture, "holdsPerSecond" | "paidPerSecond"> {
    const at = Date.now();
    const now = { at, held: this.#tally.count("held"), paid: this.#tally.count("paid") };
    this.#moments.push(now);
    while ((this.#moments[1]?.at ?? at) < at - RATE_WINDOW_MS) this.#moments.shift();
    const first = this.#moments[0] ?? now;
    const seconds = Math.max(0.001, (at - first.at) / 1_000);
    return {
      holdsPerSecond: (now.held - first.held) / seconds,
      paidPerSecond: (now.paid - first.paid) / seconds,
    };
  }
}
