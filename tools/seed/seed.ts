// Makes the accounts and sales of the demo over the REST API, as any client could. It makes only
// those that are missing, so a second start changes nothing.

import { setTimeout as sleep } from "node:timers/promises";
import {
  createClient,
  hasCode,
  OnsaleError,
  type ErrorCode,
  type ListBody,
  type OnsaleClient,
  type PerformanceBody,
  type ShowtimeBody,
} from "../../client-sdk/index.js";
import { demoAccounts, type DemoAccount } from "./demo-accounts.js";
import { DEMO_SALES, type DemoVenue } from "./venues.js";

const DAY_MS = 86_400_000;
/** 19:30 in Seoul, as an offset from midnight UTC. */
const EVENING_MS = 10.5 * 3_600_000;
const FAN_BALANCE = 1_000_000;
const PATIENCE_MS = 60_000;
const RETRY_AFTER_MS = 300;

export interface SeedOptions {
  readonly url: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}

export interface DemoSale {
  readonly venue: DemoVenue;
  readonly performanceId: string;
  readonly showtimeId: string;
}

export interface Seeded {
  readonly admin: OnsaleClient;
  readonly organiser: OnsaleClient;
  readonly sales: Readonly<Record<DemoVenue, DemoSale>>;
}

/**
 * Puts the club and the arena on sale, and makes the organiser and a fan with money. The caller
 * closes the two clients. With NODE_ENV=production it does nothing and returns undefined.
 */
export async function seedDemo(options: SeedOptions): Promise<Seeded | undefined> {
  if (options.environment["NODE_ENV"] === "production") return undefined;
  const accounts = demoAccounts(options.environment);
  const enter = (account: DemoAccount) => enterAs(options.url, account);
  const [admin, organiser, fan] = await Promise.all([
    enter(accounts.admin),
    enter(accounts.organiser),
    enter(accounts.fan),
  ]);
  const now = options.now?.() ?? Date.now();
  const sales = {
    club: await ensureSale({ admin, organiser, now }, "club"),
    arena: await ensureSale({ admin, organiser, now }, "arena"),
  };
  await giveMoney(fan);
  fan.close();
  return { admin, organiser, sales };
}

async function enterAs(url: string, { email, password, name, role }: DemoAccount) {
  const client = createClient({ url });
  const logIn = () => client.accounts.logIn({ email, password });
  try {
    await patiently(logIn);
  } catch (error) {
    // A node makes the administrator at its first start, so there is no sign-up for it.
    if (!hasCode(error, "BAD_CREDENTIALS") || role === "admin") throw error;
    await client.accounts
      .signUp({ email, password, name, role })
      .catch(unless("EMAIL_TAKEN", logIn));
  }
  return client;
}

/** Tops up the fan once: a wallet with entries gets nothing. */
async function giveMoney(fan: OnsaleClient): Promise<void> {
  const { data } = await fan.wallet.entries({ limit: 1 });
  if (data.length === 0) await fan.wallet.topUp(FAN_BALANCE);
}

interface BackOffice {
  readonly admin: OnsaleClient;
  readonly organiser: OnsaleClient;
  readonly now: number;
}

async function ensureSale(office: BackOffice, venue: DemoVenue): Promise<DemoSale> {
  const known = await performanceNamed(office, venue);
  const { id, state } = known ?? (await addPerformance(office, venue));
  const { data } = await office.organiser.catalogue.showtimes(id);
  const showtime = data[0] ?? (await firstShowtime(office, { venue, id }));
  // Another node that starts at the same time may have done this step already.
  if (state === "draft") await step(office.organiser, id, "submit").catch(unless("INVALID_STATE"));
  if (state !== "approved") await step(office.admin, id, "approve").catch(unless("INVALID_STATE"));
  return { venue, performanceId: id, showtimeId: showtime.id };
}

async function performanceNamed({ organiser }: BackOffice, venue: DemoVenue) {
  const query = { mine: true, q: DEMO_SALES[venue].name };
  const { data } = await organiser.rest.ask<ListBody<PerformanceBody>>("/performances", { query });
  return data.find(({ name }) => name === DEMO_SALES[venue].name);
}

async function addPerformance(office: BackOffice, venue: DemoVenue): Promise<PerformanceBody> {
  const { name, description, category } = DEMO_SALES[venue];
  const body = { name, description, category };
  const request = { method: "POST", body } as const;
  const added = office.organiser.rest.ask<PerformanceBody>("/performances", request);
  const again = async () => {
    const known = await performanceNamed(office, venue);
    if (known === undefined) throw new Error(`"${name}" belongs to another organiser`);
    return known;
  };
  try {
    return await added;
  } catch (error) {
    if (hasCode(error, "NAME_TAKEN")) return again();
    throw error;
  }
}

const step = (client: OnsaleClient, id: string, verb: "submit" | "approve"): Promise<unknown> =>
  patiently(() => client.rest.ask(`/performances/${id}/${verb}`, { method: "POST" }));

/** Adds the first showtime. With the same key several nodes that start at once add only one. */
function firstShowtime({ organiser, now }: BackOffice, { venue, id }: Place) {
  const today = now - (now % DAY_MS);
  const idempotencyKey = `seed-${venue}-${String(today)}`;
  return addShowtime(organiser, { venue, id, now: today, idempotencyKey });
}

interface Place {
  readonly venue: DemoVenue;
  /** Id of the performance. */
  readonly id: string;
}

export interface SalePolicy {
  readonly maxActive: number;
  readonly perMinute: number;
  readonly holdMs: number;
  readonly sessionMs: number;
  readonly maxPerUser: number;
}

interface NewShowtime extends Place {
  readonly now: number;
  readonly policy?: SalePolicy;
  readonly idempotencyKey?: string;
}

/** Adds a showtime to a demo performance. It is on sale at once. */
export function addShowtime(organiser: OnsaleClient, asked: NewShowtime): Promise<ShowtimeBody> {
  const { venue, id, now, policy, idempotencyKey } = asked;
  const { layout, priceClasses } = DEMO_SALES[venue];
  const body = {
    startsAt: new Date(now - (now % DAY_MS) + 90 * DAY_MS + EVENING_MS).toISOString(),
    salesOpenAt: new Date(now - 60_000).toISOString(),
    ...{ layout, priceClasses },
    ...(policy === undefined ? {} : { policy }),
  };
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const request = { method: "POST", body, ...key } as const;
  return patiently(() => organiser.rest.ask(`/performances/${id}/showtimes`, request));
}

/**
 * Repeats a call for up to 60 s while the node asks for a later retry, as right after its start.
 */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isLater = error instanceof OnsaleError && error.retry === "later";
      if (!isLater || Date.now() > deadline) throw error;
      await sleep(error.retryAfterMs ?? RETRY_AFTER_MS);
    }
  }
}

/** For `catch`: accepts a refusal with this code, and then calls `instead`. */
const unless =
  (code: ErrorCode, instead?: () => Promise<unknown>) =>
  (error: unknown): unknown => {
    if (!hasCode(error, code)) throw error;
    return instead?.();
  };
