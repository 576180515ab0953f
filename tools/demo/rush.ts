// `npm run demo -- --rush`: no policy of the sale holds the crowd back. Every fan has a seat of
// their own in mind, joins at the opening, and buys it as soon as the server lets them. Crowd and
// server share the machine.
import { appendFileSync } from "node:fs";
import type { ImportMembersBody, LayoutBody, ShowtimeBody } from "../../client-sdk/index.js";
import { Crowd } from "../crowd/crowd.js";
import type { CrowdResult, CrowdStep } from "../crowd/crowd-orders.js";
import { seedDemo, type Seeded } from "../seed/seed.js";
import type { Guard } from "../processes/guard.mjs";
import { SetupError } from "../services/setup-error.js";
import { percentilesOf, type DemoSummary } from "./tally.js";

/** Where the rush happens, and where its answers go. */
export interface RushOptions {
  readonly url: string;
  readonly fans: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly guard: Pick<Guard, "add">;
  /** Gets a JSON line for each answered payment. */
  readonly answersFile: string;
}

/** What happened in a rush: the summary of the demo, and when each payment was answered. */
export interface Rush {
  readonly summary: DemoSummary;
  /** In ms after the first join, in rising order. */
  readonly paidAtMs: readonly number[];
}

const PRICE = 35_000;
const CALLERS = 100;
const IMPORT_MAX = 1_000;
const DAY_MS = 86_400_000;
const AN_HOUR_MS = 3_600_000;
const POLICY = {
  ...{ mode: "open", maxActive: 100_000, perMinute: 1_000_000, maxPerUser: 8 },
  ...{ holdMs: AN_HOUR_MS, sessionMs: AN_HOUR_MS },
};

interface RushFan {
  readonly memberId: string;
  readonly token: string;
  readonly seatId: string;
}

/** Sends the rush. @throws Error when a fan meets a refusal that must not happen */
export async function sendRush(options: RushOptions): Promise<Rush> {
  const { url, fans: count, environment, guard, answersFile } = options;
  const seeded = await seedDemo({ url, environment });
  if (seeded === undefined) throw new SetupError("The demo does not run in production.");
  const { showtimeId, seatIds } = await openRush(seeded, count);
  const fans = await importFans(seeded, seatIds);
  seeded.admin.close();
  seeded.organiser.close();
  const crowd = new Crowd((pid) => guard.add(pid));
  try {
    await crowd.prepare({
      ...{ url, showtimeId, door: "signals", plan: "whole", fans, waiting: [], callers: CALLERS },
    });
    const result = await crowd.go();
    for (const { fan, paymentId, reservationId } of result.payments) {
      const userId = fans[fan]?.memberId;
      const answer = { paymentId, reservationId, userId, amount: PRICE };
      appendFileSync(answersFile, `${JSON.stringify(answer)}\n`);
    }
    await crowd.leave();
    return rushOf(result, count);
  } finally {
    crowd.close();
  }
}

async function openRush({ organiser, sales }: Seeded, seats: number) {
  const path = `/performances/${sales.club.performanceId}/showtimes`;
  const body = {
    startsAt: new Date(Date.now() + DAY_MS).toISOString(),
    salesOpenAt: new Date(Date.now() - 1_000).toISOString(),
    layout: { seats, priceClass: "standard" },
    priceClasses: [{ id: "standard", name: "Standard", price: PRICE }],
    policy: POLICY,
  };
  const { id } = await organiser.rest.ask<ShowtimeBody>(path, { method: "POST", body });
  const { sections } = await organiser.rest.ask<LayoutBody>(`/showtimes/${id}/layout`);
  const rows = sections.flatMap((section) => section.rows);
  return { showtimeId: id, seatIds: rows.flatMap((row) => row.seats.map((seat) => seat.id)) };
}

async function importFans({ admin }: Seeded, seatIds: readonly string[]): Promise<RushFan[]> {
  const run = Date.now().toString(36);
  const fans: RushFan[] = [];
  for (let first = 0; first < seatIds.length; first += IMPORT_MAX) {
    const members = seatIds.slice(first, first + IMPORT_MAX).map((_, at) => ({
      email: `rush-${run}-${String(first + at)}@crowd.onsale.example`,
      name: `Fan ${String(first + at)}`,
      balance: PRICE,
    }));
    const request = { method: "POST", body: { members, issueTokens: true } } as const;
    const imported = await admin.rest.ask<ImportMembersBody>("/admin/members/import", request);
    imported.members.forEach(({ id, accessToken = "" }, at) => {
      fans.push({ memberId: id, token: accessToken, seatId: seatIds[first + at] ?? "" });
    });
  }
  return fans;
}

/** The figures of a rush. Money flows from the first payment to the last. */
function rushOf(result: CrowdResult, fans: number): Rush {
  const paidAtMs = result.payments.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b);
  const payingMs = Math.max(1, (paidAtMs.at(-1) ?? 0) - (paidAtMs[0] ?? 0));
  const { held, paid, repeated, stepMs, wallMs } = result;
  const steps = (name: CrowdStep) => percentilesOf(stepMs[name]);
  const summary: DemoSummary = {
    ...{ fans, joined: stepMs.join.length, admitted: fans, held, paid, ticketsSold: paid },
    ...{ lapsed: 0, released: 0, toppedUp: 0, gaveUp: 0, unfinished: 0, reconnected: 0 },
    seconds: Math.round(wallMs / 100) / 10,
    paidPerSecond: Math.round((paid / payingMs) * 10_000) / 10,
    errors: repeated === 0 ? {} : { later: repeated },
    steps: { join: steps("join"), admit: steps("admit"), hold: steps("hold"), pay: steps("pay") },
  };
  return { summary, paidAtMs };
}
