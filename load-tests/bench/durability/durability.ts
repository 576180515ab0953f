// What durability costs: the time of a payment at low load against that of a commit, how fast the
// journal gets to MySQL against the speed at which Redis decides, and how far MySQL is behind at
// half of the load that the node can bear.
import { CALLERS } from "../booking/sale.js";
import { sellOut } from "../booking/cases.js";
import { ProductContestant } from "../booking/product-contestant.js";
import { startStores, type Stores } from "../booking/stores.js";
import { takeTurn, quantile } from "../booking/turns.js";
import type { BenchShard } from "../bench-shard.js";
import { Crowd } from "../../../tools/crowd/crowd.js";
import type { CrowdOrders, CrowdResult } from "../../../tools/crowd/crowd-orders.js";
import type { BenchOptions } from "../options.js";
import type { Figure } from "../report.js";
import { spreadOf } from "../rounds.js";
import { backlogSpeeds, holdLimit } from "./backlog.js";
import { lagsOf } from "./lag.js";
import { ShardCursors } from "./shard-cursors.js";

const ROUNDS = 5;
const BOOKINGS = 1000;
const WARM_UPS = 3;
/** A fan of a paced run waits for its admission, so more of them are under way. */
const PACED_CALLERS = 4 * CALLERS;
const PACED_SECONDS = 4;
const HALF = 0.5;
const TENTH = 0.1;

interface Setting {
  readonly stores: Stores;
  readonly crowd: Crowd;
  readonly product: ProductContestant;
  readonly cursors: ShardCursors;
  readonly rounds: number;
}

/** Measures the three on a node that it starts. */
export async function benchDurability(
  bench: BenchShard,
  { rounds = ROUNDS, profileFolder }: BenchOptions,
): Promise<Figure[]> {
  const stores = await startStores();
  const crowd = new Crowd((pid) => stores.guard.add(pid));
  const product = await ProductContestant.start(stores, { profileFolder, hasOwnWorker: false });
  const cursors = await ShardCursors.open(stores);
  try {
    const setting = { stores, crowd, product, cursors, rounds };
    const saturation = await saturationOf(setting);
    return [
      ...(await payFigures(setting, saturation)),
      ...(await lagFigures(setting, saturation)),
      ...(await speedFigures(setting, bench)),
    ];
  } finally {
    crowd.close();
    await cursors.close();
    await product.stop();
    await stores.stop();
  }
}

/** Paid bookings per second of a crowd that does not wait; the first turns warm the node up. */
async function saturationOf({ crowd, product, rounds }: Setting): Promise<number> {
  const turnOf = sellOut({ seats: BOOKINGS, fans: BOOKINGS, door: "rest" });
  const speeds: number[] = [];
  for (let round = 0; round < rounds + WARM_UPS; round++) {
    const { paidPerSecond } = await takeTurn(product, crowd, await turnOf(product));
    if (round >= WARM_UPS) speeds.push(paidPerSecond);
  }
  return spreadOf(speeds).median;
}

/** Fans come at a fixed pace for some seconds. */
async function paced(
  { crowd, product }: Setting,
  perSecond: number,
): Promise<{ readonly orders: CrowdOrders; readonly go: () => Promise<CrowdResult> }> {
  const fans = Math.ceil(perSecond * PACED_SECONDS);
  const { orders } = await sellOut({ seats: fans, fans, door: "rest" })(product);
  const ordered = { ...orders, plan: "paced", callers: PACED_CALLERS, perSecond } as const;
  await crowd.prepare(ordered);
  const go = async () => {
    const result = await crowd.go();
    await crowd.leave();
    if (result.paid !== fans) throw new Error(`${result.paid} of ${fans} fans have paid`);
    return result;
  };
  return { orders: ordered, go };
}

async function payFigures(setting: Setting, saturation: number): Promise<Figure[]> {
  const { product, cursors, rounds } = setting;
  const pays: number[] = [];
  const commits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { orders, go } = await paced(setting, saturation * TENTH);
    const bought = go();
    commits.push(quantile(ascending(await cursors.commitsDuring(bought)), HALF));
    pays.push(quantile(ascending((await bought).stepMs.pay), HALF));
    await product.closeSale({ showtimeId: orders.showtimeId, seatIds: [] });
  }
  const perSecond = (saturation * TENTH).toFixed(0);
  return [
    {
      name: "pay p50 at a tenth of saturation / a bare COMMIT",
      spread: spreadOf(pays.map((ms, round) => ms / (commits[round] ?? Number.NaN))),
      ...{ unit: "×", goal: 3 },
      note:
        `${spreadOf(pays).median.toFixed(2)} ms at ${perSecond}/s against ` +
        `${spreadOf(commits).median.toFixed(2)} ms`,
    },
  ];
}

async function lagFigures(setting: Setting, saturation: number): Promise<Figure[]> {
  const { product, cursors, rounds } = setting;
  const durable: number[] = [];
  const projected: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { orders, go } = await paced(setting, saturation * HALF);
    const first = await cursors.last();
    const seen = await cursors.during(go());
    const last = await cursors.last();
    seen.push(...(await cursors.until(last)));
    const entries = await cursors.entries(first, last);
    durable.push(quantile(lagsOf(entries, seen, "durable"), 0.99));
    projected.push(quantile(lagsOf(entries, seen, "projected"), 0.99));
    await product.closeSale({ showtimeId: orders.showtimeId, seatIds: [] });
  }
  const note = `at ${(saturation * HALF).toFixed(0)} paid bookings/s`;
  return [
    {
      name: "lag p99 at half load, durable",
      spread: spreadOf(durable),
      unit: "ms",
      goal: 100,
      note,
    },
    { name: "lag p99 at half load, projected", spread: spreadOf(projected), unit: "ms", goal: 300 },
  ];
}

async function speedFigures(setting: Setting, bench: BenchShard): Promise<Figure[]> {
  const { stores, product, cursors, rounds } = setting;
  const limits: number[] = [];
  const durable: number[] = [];
  const projected: number[] = [];
  for (let round = 0; round < rounds; round++) {
    limits.push(await holdLimit(bench));
    const speeds = await backlogSpeeds({ redisUrl: stores.redisUrl, product, cursors });
    durable.push(speeds.durable);
    projected.push(speeds.projected);
  }
  const ratios = (speeds: readonly number[]) =>
    spreadOf(speeds.map((speed, round) => speed / (limits[round] ?? Number.NaN)));
  const note = (speeds: readonly number[]) =>
    `${spreadOf(speeds).median.toFixed(0)}/s against ${spreadOf(limits).median.toFixed(0)}/s`;
  return [
    {
      name: "entries/s durable in MySQL / own hold limit",
      ...{ spread: ratios(durable), unit: "×", atLeast: 1.3, note: note(durable) },
    },
    {
      name: "entries/s projected in MySQL / own hold limit",
      ...{ spread: ratios(projected), unit: "×", note: note(projected) },
    },
  ];
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
