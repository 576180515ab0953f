// The cost of the doors: the CPU time of the server for a hold through the REST API and through a
// signal, each divided by that of a bare server that only calls the same script with the same
// arguments. Every server is a process of its own, the worker too. The ways take turns in every
// round, hold seats of one showtime for the same fans, and begin in another order each round.
import { setTimeout as sleep } from "node:timers/promises";
import type { Sale } from "../booking/contestant.js";
import { generationOf } from "../booking/generation.js";
import { cpuMicros } from "../booking/process-cpu.js";
import { ProductContestant } from "../booking/product-contestant.js";
import { CALLERS, POLICY } from "../booking/sale.js";
import { startStores, type Stores } from "../booking/stores.js";
import { Crowd } from "../../../tools/crowd/crowd.js";
import type { DoorName, Fan } from "../../../tools/crowd/crowd-orders.js";
import type { BenchOptions } from "../options.js";
import { ratio, type Figure } from "../report.js";
import type { Measured } from "../rounds.js";
import { BareProcess } from "./bare-process.js";

const ROUNDS = 7;
const WARM_UPS = 3;
const FANS = 1500;
const WAYS = ["rest", "bare http", "signals", "bare signals"] as const satisfies DoorName[];
/** A server sends its signals about a hold within this time; they are counted to it. */
const AFTERWARDS_MS = 200;

type Way = (typeof WAYS)[number];

interface Servers {
  readonly stores: Stores;
  readonly crowd: Crowd;
  readonly product: ProductContestant;
  readonly http: BareProcess;
  readonly socket: BareProcess;
}

/** The fans of a round; each way has a seat for each of them. */
interface Round {
  readonly sale: Sale;
  readonly fans: readonly Required<Pick<Fan, "token" | "queueToken" | "bare">>[];
  readonly urls: Readonly<Record<Way, string>>;
}

/** Measures holds through REST and signals on a node that it starts. */
export async function benchDoors(options: BenchOptions): Promise<Figure[]> {
  const stores = await startStores();
  const watch = (pid: number) => stores.guard.add(pid);
  const crowd = new Crowd(watch);
  const http = new BareProcess("http", watch);
  const socket = new BareProcess("socket.io", watch);
  try {
    const { profileFolder } = options;
    const product = await ProductContestant.start(stores, { profileFolder, hasOwnWorker: true });
    try {
      const servers = { stores, crowd, product, http, socket };
      return figuresOf(await takeTurns(servers, options.rounds ?? ROUNDS));
    } finally {
      await product.stop();
    }
  } finally {
    crowd.close();
    http.stop();
    socket.stop();
    await stores.stop();
  }
}

async function takeTurns(servers: Servers, rounds: number): Promise<Record<Way, number[]>> {
  const micros: Record<Way, number[]> = {
    ...{ rest: [], "bare http": [], signals: [], "bare signals": [] },
  };
  for (let round = 0; round < rounds + WARM_UPS; round++) {
    const ready = await prepare(servers);
    for (const at of WAYS.keys()) {
      const index = (round + at) % WAYS.length;
      const way = WAYS[index] ?? "rest";
      const each = await holdAll(servers, ready, { way, index });
      if (round >= WARM_UPS) micros[way].push(each);
    }
    await servers.product.closeSale(ready.sale);
  }
  return micros;
}

/** Puts a sale on, and lets its fans enter. */
async function prepare({ product, crowd, stores, http, socket }: Servers): Promise<Round> {
  const { maxActive } = POLICY;
  const sale = await product.openSale({ seats: FANS * WAYS.length, maxActive });
  const { showtimeId } = sale;
  const tokens = await product.addFans(FANS);
  const entering = tokens.map((token) => ({ token, seatId: "" }));
  const { url } = product;
  await crowd.prepare({
    ...{ url, showtimeId, door: "rest", plan: "enter", callers: CALLERS },
    ...{ fans: entering, waiting: [] },
  });
  const { places } = await crowd.go();
  await crowd.leave();
  const generation = await generationOf(stores.redisUrl);
  const bare = { redisUrl: stores.redisUrl, generation, showtime: Number(showtimeId) };
  const fans = tokens.map((token, at) => ({
    token,
    queueToken: places[at]?.queueToken ?? "",
    bare: { memberNo: memberNoOf(token), place: places[at]?.number ?? 0, seat: 0 },
  }));
  const urls = {
    ...{ rest: url, signals: url },
    ...{ "bare http": await http.serve(bare), "bare signals": await socket.serve(bare) },
  };
  return { sale, fans, urls };
}

/** All fans hold a seat each. @returns the CPU time of the server per hold, in µs */
async function holdAll(
  servers: Servers,
  { sale, fans, urls }: Round,
  { way, index }: { readonly way: Way; readonly index: number },
): Promise<number> {
  const { crowd, product, http, socket } = servers;
  const pids: Record<Way, number> = {
    ...{ rest: product.processes.node, signals: product.processes.node },
    ...{ "bare http": http.pid, "bare signals": socket.pid },
  };
  const first = index * FANS;
  await crowd.prepare({
    ...{ url: urls[way], showtimeId: sale.showtimeId, door: way, plan: "hold", callers: CALLERS },
    waiting: [],
    fans: fans.map((fan, at) => ({
      ...fan,
      seatId: sale.seatIds[first + at] ?? "",
      bare: { ...fan.bare, seat: first + at },
    })),
  });
  const before = cpuMicros(pids[way]);
  const { held } = await crowd.go();
  await sleep(AFTERWARDS_MS);
  const micros = (cpuMicros(pids[way]) - before) / FANS;
  await crowd.leave();
  if (held !== FANS) throw new Error(`${way}: ${held} of ${FANS} seats were held`);
  return micros;
}

function figuresOf(micros: Readonly<Record<Way, readonly number[]>>): Figure[] {
  const measured = (way: Way): Measured => ({ name: way, micros: micros[way], wins: 0 });
  const http = measured("bare http");
  const of = "CPU of a hold through";
  return [
    ratio(`${of} REST / bare node:http`, measured("rest"), http, 2),
    ratio(`${of} a signal / bare node:http`, measured("signals"), http, 1),
    ratio(`${of} a signal / bare Socket.IO`, measured("signals"), measured("bare signals")),
  ];
}

/** The member number in an access token. Only a bare server needs it. */
function memberNoOf(token: string): number {
  const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  return (JSON.parse(claims) as { readonly no: number }).no;
}
