// Twin and product take turns in every round. The first rounds warm both up and are not counted. A
// turn ends when its server has written everything, so that background work is in its CPU time.
import { assertBooks, type WantedBooks } from "./books.js";
import type { Contestant, Sale } from "./contestant.js";
import type { Crowd } from "../../../tools/crowd/crowd.js";
import type { CrowdOrders } from "../../../tools/crowd/crowd-orders.js";
import { cpuOf, untilQuiet } from "./process-cpu.js";

/** What one turn sells, and to whom. */
export interface Turn extends WantedBooks {
  readonly sale: Sale;
  readonly orders: CrowdOrders;
  /** Whether the sale is closed after the turn. */
  readonly isLast: boolean;
}

/** Makes the turn of a contestant in a round; rounds count from 0, warm-ups included. */
export type TurnMaker = (contestant: Contestant, round: number) => Promise<Turn>;

/** The figures of one turn. */
export interface Taken {
  /** CPU time per paid booking in µs, by process. */
  readonly micros: Readonly<Record<string, number>>;
  readonly paidPerSecond: number;
  /** Times of the paid payments in ms, in rising order. */
  readonly payMs: readonly number[];
  readonly repeated: number;
}

/** The turns of one contestant, one per counted round. */
export interface TakenTurns {
  readonly name: Contestant["name"];
  readonly turns: readonly Taken[];
}

/** What the rounds of one case need. */
export interface TurnsOptions {
  readonly contestants: readonly Contestant[];
  readonly crowd: Crowd;
  readonly turnOf: TurnMaker;
  readonly rounds: number;
  readonly warmUps: number;
}

const SECOND_MS = 1000;

/** Runs the rounds of one case. @throws Error when a contestant sold a seat twice or lost money */
export async function takeTurns(options: TurnsOptions): Promise<TakenTurns[]> {
  const { contestants, crowd, turnOf, rounds, warmUps } = options;
  const taken = contestants.map(({ name }) => ({ name, turns: [] as Taken[] }));
  for (let round = 0; round < rounds + warmUps; round++) {
    for (const [at, contestant] of contestants.entries()) {
      contestant.wake();
      const turn = await takeTurn(contestant, crowd, await turnOf(contestant, round));
      contestant.rest();
      if (round >= warmUps) taken[at]?.turns.push(turn);
    }
  }
  return taken;
}

/** One turn of one contestant. @throws Error when it sold a seat twice or lost money */
export async function takeTurn(contestant: Contestant, crowd: Crowd, turn: Turn): Promise<Taken> {
  const { sale, orders, soldBefore } = turn;
  await crowd.prepare(orders);
  await untilQuiet(contestant.processes.MySQL);
  const before = cpuOf(contestant.processes);
  const result = await crowd.go();
  await contestant.idle(sale, soldBefore + result.paid);
  const after = cpuOf(contestant.processes);
  await crowd.leave();
  assertBooks(contestant.name, turn, { result, books: await contestant.books(sale) });
  if (turn.isLast) await contestant.closeSale(sale);
  const micros = Object.entries(after).map(
    ([role, used]) => [role, (used - (before[role] ?? 0)) / result.paid] as const,
  );
  return {
    micros: Object.fromEntries(micros),
    paidPerSecond: result.paid / (result.wallMs / SECOND_MS),
    payMs: result.stepMs.pay.toSorted((a, b) => a - b),
    repeated: result.repeated,
  };
}

/** The value below which a share of the values is; they are in rising order. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
