// Commands hold seats through this file. A lapsed hold must never block a sale. The script for
// chosen seats checks the deadline of each seat, but the scripts for areas and for the best seats
// do not. So a refusal of these two is accepted only after a sweep that found no lapsed hold.
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
/** In each round a sweep freed seats, but other members took them first. */
const ROUNDS_MAX = 20;

/**
 * Holds chosen seats, units of an area, or the best free seats.
 * @throws AppError refusals that are not a `SeatRefusal`; `SERVER_BUSY` when other members were
 * faster in every round
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
