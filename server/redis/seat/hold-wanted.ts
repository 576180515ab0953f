// What commands hold with. A lapsed hold stands in nobody's way: a seat looks at its own deadline,
// but the stock of an area and a search for the best do not, so their refusal is believed only
// after a sweep that found nothing.
import { AppError } from "../../errors.js";
import type { Hold } from "./hold-reply.js";
import type { ShowtimeTarget } from "../keys.js";
import type { ScriptRunner } from "../script-runner.js";
import { seatBest, SEARCH_START, type BestSeats } from "./best.js";
import { seatHold, type SeatHoldInput, type SeatsOrUnits } from "./hold.js";
import { sweepAll } from "./sweep.js";

export type Wanted = SeatsOrUnits | { readonly best: BestSeats };

export interface HoldWantedInput extends Omit<SeatHoldInput, "wanted"> {
  readonly wanted: Wanted;
}

const SWEPT_FIRST = new Set(["OUT_OF_STOCK", "NO_SEATS_TOGETHER"]);
/** Each round ended somebody's hold, and somebody else was quicker. */
const ROUNDS_MAX = 20;

/**
 * Holds seats, units of an area, or the best seats that are free.
 * @throws AppError what `seat/hold` and `seat/best` refuse; `SERVER_BUSY` when others were quicker
 * each time
 */
export async function holdWanted(
  runner: ScriptRunner,
  target: ShowtimeTarget,
  input: HoldWantedInput,
): Promise<Hold> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    try {
      return await holdNow(runner, target, input);
    } catch (error) {
      if (!(error instanceof AppError) || !SWEPT_FIRST.has(error.code)) throw error;
      if ((await sweepAll(runner, target)) === 0) throw error;
    }
  }
  throw new AppError("SERVER_BUSY");
}

async function holdNow(
  runner: ScriptRunner,
  target: ShowtimeTarget,
  input: HoldWantedInput,
): Promise<Hold> {
  const { wanted } = input;
  if (!("best" in wanted)) return seatHold(runner, target, { ...input, wanted });
  for (let from = SEARCH_START; ;) {
    const answer = await seatBest(runner, target, { ...input, best: wanted.best, from });
    if ("hold" in answer) return answer.hold;
    from = answer.more;
  }
}
