// The report of a rush: one HTML file with nothing outside of it, so that it can be sent and opened
// anywhere.
import { cpus } from "node:os";
import type { Rush } from "./rush.js";

const WIDTH = 960;
const HEIGHT = 320;
const LEFT = 60;
const BOTTOM = 30;
const SLICE_MS = 250;
const MARKS = 4;

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** Payments per second, for each quarter of a second from the first join on. */
export function ratesOf(paidAtMs: readonly number[]): number[] {
  const rates = Array<number>(Math.floor((paidAtMs.at(-1) ?? 0) / SLICE_MS) + 1).fill(0);
  for (const at of paidAtMs) {
    const slice = Math.floor(at / SLICE_MS);
    rates[slice] = (rates[slice] ?? 0) + 1000 / SLICE_MS;
  }
  return rates;
}

/** The points of a curve in the drawing. */
function pointsOf(values: readonly number[], max: number): string {
  const x = (at: number) => LEFT + (at / Math.max(1, values.length - 1)) * (WIDTH - LEFT);
  const y = (value: number) => (HEIGHT - BOTTOM) * (1 - value / max);
  return values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
}

/** Lines across the drawing, each with its value. */
function marks(max: number, unit: string): string {
  return Array.from({ length: MARKS + 1 }, (_, at) => {
    const y = ((HEIGHT - BOTTOM) * at) / MARKS;
    const value = numbers.format(Math.round(max * (1 - at / MARKS)));
    return (
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${y}" y2="${y}" class="mark"/>` +
      `<text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${value}${unit}</text>`
    );
  }).join("");
}

function drawing(title: string, values: readonly number[], seconds: number): string {
  const max = Math.max(1, ...values);
  const end = `${numbers.format(seconds)} s`;
  return `<figure><figcaption>${title}</figcaption>
<svg viewBox="0 -10 ${WIDTH} ${HEIGHT + 10}" role="img" aria-label="${title}">${marks(max, "")}
<polyline points="${pointsOf(values, max)}"/>
<text x="${LEFT}" y="${HEIGHT - 8}">0 s</text>
<text x="${WIDTH}" y="${HEIGHT - 8}" text-anchor="end">${end}</text></svg></figure>`;
}

const row = (name: string, value: string): string =>
  `<tr><th scope="row">${name}</th><td>${value}</td></tr>`;

/** The report. @param isSound the verdict of the audit */
export function rushReport({ summary, paidAtMs }: Rush, isSound: boolean): string {
  const rates = ratesOf(paidAtMs);
  let sum = 0;
  const sold = rates.map((rate) => (sum += (rate * SLICE_MS) / 1000));
  const seconds = (rates.length * SLICE_MS) / 1000;
  const { fans, paid, steps } = summary;
  const cores = cpus();
  const time = (step: keyof typeof steps) =>
    `${numbers.format(steps[step].p50)} ms · ${numbers.format(steps[step].p99)} ms`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Onsale: a rush of ${numbers.format(fans)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: ${WIDTH}px; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; font-size: 12px; fill: currentColor; }
polyline { fill: none; stroke: #c2410c; stroke-width: 2; }
.mark { stroke: currentColor; opacity: .15; }
figure { margin: 2rem 0; } th { text-align: left; padding-right: 2rem; font-weight: 400; }
.big { font-size: 2.5rem; font-weight: 700; }
</style></head><body>
<h1>${numbers.format(paid)} seats in ${numbers.format(summary.seconds)} seconds</h1>
<p class="big">${numbers.format(summary.paidPerSecond)} paid a second</p>
<p>Every payment was in MySQL before it was answered. Crowd and server shared
${cores.length} cores (${(cores[0]?.model ?? "unknown").trim()}).
${isSound ? "The audit found nothing wrong." : "<strong>The audit FAILED.</strong>"}</p>
${drawing("Paid per second", rates, seconds)}
${drawing("Seats sold", sold, seconds)}
<table>${[
    row("Fans", numbers.format(fans)),
    row("Paid", numbers.format(paid)),
    row("Highest rate in a quarter of a second", `${numbers.format(Math.max(...rates))} a second`),
    row("Join: half of them within · 99 % within", time("join")),
    row("Wait until admitted", time("admit")),
    row("Hold", time("hold")),
    row("Pay, durable", time("pay")),
  ].join("")}</table></body></html>
`;
}
