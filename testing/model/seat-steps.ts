// The steps of a sequence, and the effect of each on the model.
import type { SeatModel, Answer, Who } from "./seat-model.js";
import type { Asked } from "./seat-together.js";

/** A new hold. There are few ids for each member, so that some are used again. */
interface NewHold {
  readonly of: number;
  readonly k: number;
}

/** An existing hold, counted from the latest one; used by its owner (0) or by another member. */
interface MadeHold {
  readonly last: number;
  readonly by: number;
}

export type Step =
  | ({ readonly act: "hold"; readonly seats: readonly number[] } & NewHold)
  | ({ readonly act: "area"; readonly quantity: number; readonly settled: boolean } & NewHold)
  | ({ readonly act: "best"; readonly asked: Asked; readonly settled: boolean } & NewHold)
  | ({ readonly act: "change"; readonly op: number; readonly seats: readonly number[] } & MadeHold)
  | ({ readonly act: "release"; readonly op: number } & MadeHold)
  | ({ readonly act: "read" } & MadeHold)
  | ({ readonly act: "confirm"; readonly pay: number; readonly wrongBy: number } & MadeHold)
  | ({ readonly act: "settle"; readonly pay: number } & MadeHold)
  | { readonly act: "cancel"; readonly pay: number }
  | { readonly act: "block" | "unblock"; readonly op: number; readonly seats: readonly number[] }
  | { readonly act: "sweep" | "lapse" | "renew" | "pause" | "resume" }
  | { readonly act: "advance" | "hold-for"; readonly ms: number }
  | { readonly act: "admit"; readonly memberNo: number };

/** The member and the hold of a step, and the price of the hold. */
export function whoOf(model: SeatModel, step: Step, members: number): Who & { total: number } {
  if ("k" in step) return { memberNo: step.of, holdId: `hold-${step.of}-${step.k}`, total: 0 };
  const { last, by } = "last" in step ? step : { last: 0, by: 0 };
  const holds = Object.entries(model.state.holds);
  const [holdId, hold] = holds[holds.length - 1 - (last % Math.max(1, holds.length))] ?? [];
  if (holdId === undefined || hold === undefined) return { memberNo: 1, holdId: "none", total: 0 };
  return { memberNo: ((hold.memberNo + by - 1) % members) + 1, holdId, total: hold.total };
}

/** The operation id of a step. */
export const opOf = ({ op }: { readonly op: number }): string => `op-${op}`;
/** The payment id of a step. */
export const payOf = ({ pay }: { readonly pay: number }): string => `pay-${pay}`;
/** The refund id of a step. */
export const refundOf = ({ pay }: { readonly pay: number }): string => `refund-${pay}`;
/** The state into which a step puts the sale. */
export const stateOf = ({ act }: Step): "paused" | "open" => (act === "pause" ? "paused" : "open");

/** Takes one step in the model. */
export function playInModel(model: SeatModel, step: Step, who: Who & { total: number }): Answer {
  switch (step.act) {
    case "hold":
      return model.hold(who, step.seats);
    case "area": {
      const ask = (): Answer => model.area(who, step.quantity);
      return step.settled ? model.settled(ask) : ask();
    }
    case "best": {
      const ask = (): Answer => model.best(who, step.asked);
      return step.settled ? model.settled(ask) : ask();
    }
    case "change":
      return model.change(who, opOf(step), step.seats);
    case "release":
      return model.release(who, opOf(step));
    case "read":
      return model.read(who.holdId);
    case "confirm":
      return model.confirm(who, payOf(step), who.total + step.wrongBy);
    case "settle":
      return model.settle(who, payOf(step));
    case "cancel":
      return model.cancel(payOf(step), refundOf(step));
    case "block":
      return model.block(opOf(step), step.seats);
    case "unblock":
      return model.unblock(opOf(step), step.seats);
    case "sweep":
      return model.sweep();
    default:
      return playTime(model, step);
  }
}

function playTime(model: SeatModel, step: Step): Answer {
  const { time } = model;
  if (step.act === "pause" || step.act === "resume") {
    const state = stateOf(step);
    return time.policy(state) ? { state } : { refused: "SALE_PAUSED" };
  }
  if (step.act === "hold-for") return model.holdFor(step.ms);
  if (step.act === "advance") time.now += step.ms;
  else if (step.act === "admit") model.admit(step.memberNo);
  else if (step.act === "lapse") time.lapse();
  else if (step.act === "renew") time.renew();
  return {};
}
