// One process of the crowd. It gets its fans from its parent, reports four times a second, and ends
// when the last fan has finished.

import { setMaxListeners } from "node:events";
import { appendFileSync } from "node:fs";
import { OnsaleError } from "../../client-sdk/index.js";
import { runFan, type FanAccount, type FanWorld } from "./fan.js";
import { planFan, type CrowdShape } from "./fan-plan.js";
import { TallySheet, type TallyPart } from "./tally.js";

export interface CrowdOrders {
  readonly urls: readonly string[];
  readonly showtimeId: string;
  readonly shape: CrowdShape;
  readonly fans: readonly (FanAccount & { readonly number: number })[];
  /** The file that gets a JSON line for each answered payment. */
  readonly answersFile: string;
}

export type CrowdMessage =
  { readonly kind: "orders"; readonly orders: CrowdOrders } | { readonly kind: "end" };
export type CrowdReport = { readonly part: TallyPart; readonly isDone: boolean };

const REPORT_MS = 250;

async function run(orders: CrowdOrders, end: AbortSignal): Promise<void> {
  const sheet = new TallySheet();
  const sendReport = (isDone: boolean) => {
    const report: CrowdReport = { part: sheet.take(), isDone };
    process.send?.(report);
  };
  const reports = setInterval(() => sendReport(false), REPORT_MS);
  const layouts: FanWorld["layouts"] = new Map();
  const { showtimeId, answersFile, shape } = orders;
  await Promise.all(
    orders.fans.map(({ number, ...account }) => {
      const world: FanWorld = {
        ...{ urls: rotated(orders.urls, number), showtimeId, layouts, end },
        count: (what, times) => sheet.count(what, times),
        took: (step, ms) => sheet.took(step, ms),
        refused: (error) => sheet.refused(nameOf(error)),
        answered: (payment) => appendFileSync(answersFile, `${JSON.stringify(payment)}\n`),
      };
      return runFan(world, account, planFan(number, shape));
    }),
  );
  clearInterval(reports);
  sendReport(true);
}

/** Spreads the fans over the nodes in turn, as a load balancer would. */
const rotated = <T>(all: readonly T[], by: number): T[] => [
  ...all.slice(by % all.length),
  ...all.slice(0, by % all.length),
];

/** The name under which an error is counted. A bug of the crowd is no answer of the server. */
function nameOf(error: unknown): string {
  if (!(error instanceof OnsaleError)) return `crowd: ${String(error)}`;
  return error.isAnswered ? error.code : "unanswered";
}

const ending = new AbortController();
// Every fan of this process listens to this signal.
setMaxListeners(0, ending.signal);
process.on("message", (message: CrowdMessage) => {
  if (message.kind === "end") ending.abort();
  else void run(message.orders, ending.signal).then(() => process.disconnect());
});
process.on("disconnect", () => process.exit(0));
