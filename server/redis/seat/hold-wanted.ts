// What commands hold with. A lapsed hold stands in nobody's way: a seat looks at its own deadline,
// but the stock of an area and a search for the best do not, so their refusal is believed only
// after a sweep that found nothing.
import { AppError } from "../../errors.js";
import type { Hold } from "./hold-reply.js";
import type { ShowtimeTarget } from "../keys.js";
import type { SeatRefusal } from "./refusal.js";
import type { Outcome, ScriptRunner } from "../script-runner.js";
import { seatBest, SEARCH_START, type BestSeats } from "./best.js";
import { seatHold, type SeatHoldInput, type SeatsOrUnits } from "./hold.js";
import { sweepAll } from "./sweep.js";

export type Wanted = SeatsOrUnits | { readonly best: BestSeats };

export interface HoldWantedInput extends Omit<SeatHoldInput, "wanted"> {
  readonly wanted: Wanted;
}

/** A hold, or why there is none. */
export type HoldOutcome = Outcome<Hold, SeatRefusal>;

const SWEPT_FIRST: ReadonlySet<SeatRefusal["code"]> = new Set([
  "OUT_OF_STOCK",
  "NO_SEATS_TOGETHER",
]);
/** Each round ended somebody's hold, and somebody else was quicker. */
const ROUNDS_MAX = 20;

/**
 * Holds seats, units of an area, or the best seats that are free.
 * @throws AppError refusals that are no `SeatRefusal`; `SERVER_BUSY` when others were quicker each
 * time
 */
export async function holdWanted(
  runner: ScriptRunner,
  target: ShowtimeTarget,
  input: HoldWantedInput,
): Promise<HoldOutcome> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const outcome = await holdNow(runner, target, input);
    if (outcome.kind === "done" || !SWEPT_FIRST.has(outcome.code)) return outcome;
    if ((await sweepAll(runner, target)) === 0) return outcome;
  }
  throw new AppError("SERVER_BUSY");
}

async function holdNow(
  runner: ScriptRunner,
  target: ShowtimeTarget,
  input: HoldWantedInput,
): Promise<HoldOutcome> {
  const { wanted } = input;
  if (!("best" in wanted)) return seatHold.outcome(runner, target, { ...input, wanted });
  for (let from = SEARCH_START; ;) {
    const asked = { ...input, best: wanted.best, from };
    const outcome = await seatBest.outcome(runner, target, asked);
    if (outcome.kind === "refused") return outcome;
    const { value } = outcome;
    if ("hold" in value) return { kind: "done", value: value.hold };
    from = value.more;
  }
}
