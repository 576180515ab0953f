// The cases of the part `booking`: who buys what, and how.
import type { Contestant, Sale } from "./contestant.js";
import type { Crowd } from "../../../tools/crowd/crowd.js";
import type { CrowdOrders, DoorName, Fan } from "../../../tools/crowd/crowd-orders.js";
import { CALLERS, POLICY, seatOrder } from "./sale.js";
import type { Turn, TurnMaker } from "./turns.js";

/** What a case gets from the bench. */
export interface CaseSetting {
  readonly crowd: Crowd;
  /** Paid bookings of a turn of the product; a case may take fewer. */
  readonly bookings: number;
  /** How many turns each contestant takes, warm-ups included. */
  readonly turns: number;
}

/** A case of the part. */
export interface Case {
  readonly title: string;
  /** The CPU time of the twin is to be at least so many times that of the product. */
  readonly goal: number;
  readonly turns: (setting: CaseSetting) => TurnMaker;
}

const WAITING = 1_000_000;
/** A join behind a million rows costs the twin a whole second of a core per ten of them. */
const TWIN_BEHIND_MAX = 20;

/** The twin has no signals: its fans buy over REST in every case. */
const doorOf = ({ name }: Contestant, door: DoorName): DoorName =>
  name === "twin" ? "rest" : door;

/** Each turn sells out a sale of its own, to fans who are new. */
export const sellOut =
  ({
    seats,
    fans,
    door,
  }: {
    readonly seats: number;
    readonly fans: number;
    readonly door: DoorName;
  }) =>
  async (contestant: Contestant): Promise<Turn> => {
    const sale = await contestant.openSale({ seats, maxActive: POLICY.maxActive });
    const wanted = seatOrder(seats, fans);
    const tokens = await contestant.addFans(fans);
    const orders: CrowdOrders = {
      ...{ url: contestant.url, showtimeId: sale.showtimeId },
      ...{ door: doorOf(contestant, door), plan: "whole", waiting: [], callers: CALLERS },
      fans: tokens.map((token, at) => ({ token, seatId: sale.seatIds[wanted[at] ?? 0] ?? "" })),
    };
    return { sale, orders, soldBefore: 0, seats, losers: fans - seats, isLast: true };
  };

interface Line {
  readonly sale: Sale;
  /** Those in front of the line, who are admitted. */
  readonly buyers: readonly Fan[];
  readonly perTurn: number;
}

/**
 * One sale with a million members in its waiting room. Those who buy have come first and are
 * admitted; for each of them another one joins at the end and asks for the position once.
 */
function behindMany({ crowd, bookings, turns }: CaseSetting): TurnMaker {
  const lines = new Map<string, Line>();
  return async (contestant, round) => {
    const { name, url } = contestant;
    const perTurn = name === "twin" ? Math.min(bookings, TWIN_BEHIND_MAX) : bookings;
    const line = lines.get(name) ?? (await openLine(contestant, crowd, { perTurn, turns }));
    lines.set(name, line);
    const { sale, buyers } = line;
    const tokens = await contestant.addFans(perTurn);
    const orders: CrowdOrders = {
      ...{ url, showtimeId: sale.showtimeId, door: "rest", plan: "behind", callers: CALLERS },
      fans: buyers.slice(round * perTurn, (round + 1) * perTurn),
      waiting: tokens.map((token) => ({ token, seatId: "" })),
    };
    const soldBefore = round * perTurn;
    return { sale, orders, soldBefore, seats: perTurn, losers: 0, isLast: round === turns - 1 };
  };
}

async function openLine(
  contestant: Contestant,
  crowd: Crowd,
  { perTurn, turns }: { readonly perTurn: number; readonly turns: number },
): Promise<Line> {
  const seats = perTurn * turns;
  const sale = await contestant.openSale({ seats, maxActive: seats });
  const tokens = await contestant.addFans(seats);
  const fans = tokens.map((token, at) => ({ token, seatId: sale.seatIds[at] ?? "" }));
  const { url } = contestant;
  await crowd.prepare({
    ...{ url, showtimeId: sale.showtimeId, door: "rest", plan: "enter", callers: CALLERS },
    ...{ fans, waiting: [] },
  });
  const { places } = await crowd.go();
  await crowd.leave();
  await contestant.fillWaitingRoom(sale, WAITING);
  const buyers = fans.map((fan, at) => ({ ...fan, queueToken: places[at]?.queueToken ?? "" }));
  return { sale, buyers, perTurn };
}

/** The cases by the name that `--case` takes. */
export const CASES: Readonly<Record<string, Case>> = {
  rest: {
    title: "one fan per seat, REST",
    goal: 6,
    turns: ({ bookings }) => sellOut({ seats: bookings, fans: bookings, door: "rest" }),
  },
  signals: {
    title: "one fan per seat, signals",
    goal: 10,
    turns: ({ bookings }) => sellOut({ seats: bookings, fans: bookings, door: "signals" }),
  },
  five: {
    title: "five fans per seat, REST",
    goal: 10,
    turns: ({ bookings }) => {
      const seats = Math.ceil(bookings / 2);
      return sellOut({ seats, fans: seats * 5, door: "rest" });
    },
  },
  million: {
    title: "1,000,000 waiting, REST",
    goal: 100,
    turns: behindMany,
  },
};
