// One fan, from the waiting room to the ticket. It uses only the client SDK.

import { setTimeout as sleep } from "node:timers/promises";
import {
  createClient,
  hasCode,
  OnsaleError,
  type AnsweredPayment,
  type BookingSession,
  type Hold,
  type HoldChoice,
  type LayoutBody,
  type OnsaleClient,
} from "../../client-sdk/index.js";
import type { FanPlan } from "./fan-plan.js";
import { alternativeOf, chooseSeats } from "./seat-choice.js";
import type { Count, Step } from "./tally.js";

export interface FanWorld {
  /** The URL of each node; the fan starts with the first and uses the next one when it fails. */
  readonly urls: readonly string[];
  readonly showtimeId: string;
  readonly layouts: Map<string, Promise<LayoutBody>>;
  readonly count: (what: Count, times?: number) => void;
  readonly took: (step: Step, ms: number) => void;
  readonly refused: (error: unknown) => void;
  readonly answered: (payment: AnsweredPayment) => void;
  /** Aborted at the end of the run; it ends every wait. */
  readonly end: AbortSignal;
}

export interface FanAccount {
  readonly memberId: string;
  readonly token: string;
}

const TRIES_MAX = 8;

/** Runs one fan by its plan. It never rejects: every result and error is counted. */
export async function runFan(world: FanWorld, account: FanAccount, plan: FanPlan): Promise<void> {
  const { urls: url, layouts, end } = world;
  const client = createClient({ url, layouts, ...account });
  const close = () => client.close();
  end.addEventListener("abort", close);
  watch(client, world);
  try {
    await sleep(plan.arrivesAfterMs, undefined, { signal: end });
    await attend(client, world, plan);
  } catch (error) {
    if (!end.aborted) world.refused(error);
    world.count(end.aborted ? "unfinished" : "gaveUp");
  } finally {
    end.removeEventListener("abort", close);
    client.close();
  }
}

function watch(client: OnsaleClient, world: FanWorld): void {
  let connects = 0;
  client.on("paid", (payment) => world.answered(payment));
  client.on("retry", ({ error }) => world.refused(error));
  client.on("state", (state) => {
    if (state === "connected" && connects++ > 0) world.count("reconnected");
  });
}

async function attend(client: OnsaleClient, world: FanWorld, plan: FanPlan): Promise<void> {
  const room = await timed(world, "join", () => client.waitingRoom(world.showtimeId).join());
  world.count("joined");
  const session = await timed(world, "admit", () => room.admitted());
  world.count("admitted");
  const hold = await shop(session, world, plan);
  if (hold !== undefined) {
    await finish(client, { hold, world, plan });
    hold.close();
  }
  // A paid place is done; otherwise the fan leaves, so that the next one is admitted.
  if (hold?.reservation.status !== "confirmed") await room.leave();
}

/** Looks at the map, chooses seats, and tries again when another fan was faster. */
async function shop(session: BookingSession, world: FanWorld, plan: FanPlan) {
  const map = await session.seatMap();
  await sleep(plan.looksForMs, undefined, { signal: world.end });
  let choice = chooseSeats(map, plan);
  await sleep(plan.clicksAfterMs, undefined, { signal: world.end });
  for (let tries = 0; choice !== undefined && tries < TRIES_MAX; tries++) {
    try {
      const wanted: HoldChoice = choice;
      const hold = await timed(world, "hold", () => session.hold(wanted));
      world.count("held");
      return hold;
    } catch (error) {
      world.refused(error);
      const next = nextChoice(error, choice);
      await sleep(plan.clicksAfterMs, undefined, { signal: world.end });
      choice = next ?? chooseSeats(map, plan);
    }
  }
  world.count("gaveUp");
  return undefined;
}

/** Another choice after a refusal. @throws the error when another choice would not help */
function nextChoice(error: unknown, choice: HoldChoice): HoldChoice | undefined {
  if (hasCode(error, "SEAT_TAKEN")) return alternativeOf(error.meta);
  if (hasCode(error, "NO_SEATS_TOGETHER", "OUT_OF_STOCK")) {
    const count = "best" in choice ? choice.best.count : 2;
    return { best: { count: Math.max(1, count - 1) } };
  }
  throw error;
}

interface Shopping {
  readonly hold: Hold;
  readonly world: FanWorld;
  readonly plan: FanPlan;
}

async function finish(client: OnsaleClient, { hold, world, plan }: Shopping): Promise<void> {
  if (plan.ending === "lapses") {
    await lapsed(hold, world.end);
    return world.count("lapsed");
  }
  await sleep(plan.hesitatesForMs, undefined, { signal: world.end });
  if (plan.ending === "releases") {
    await hold.release();
    return world.count("released");
  }
  await payOrTopUp(client, hold, world);
  const { seats, area } = hold.reservation;
  world.count("paid");
  world.count("ticketsSold", seats.length + (area?.quantity ?? 0));
}

async function payOrTopUp(client: OnsaleClient, hold: Hold, world: FanWorld): Promise<void> {
  const pay = () => timed(world, "pay", () => hold.pay());
  try {
    await pay();
  } catch (error) {
    if (!hasCode(error, "INSUFFICIENT_BALANCE")) throw error;
    world.refused(error);
    await client.wallet.topUp(hold.total);
    world.count("toppedUp");
    await pay();
  }
}

function lapsed(hold: Hold, end: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    hold.on("expired", () => resolve());
    end.addEventListener("abort", () => reject(new OnsaleError({ code: "NOT_READY" })), {
      once: true,
    });
  });
}

async function timed<T>(world: FanWorld, step: Step, act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await act();
  world.took(step, performance.now() - startedAt);
  return result;
}
