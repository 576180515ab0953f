import type { Refusal, ScriptReply } from "../script-runner.js";
import type { Millis } from "../../journal/brands.js";

/**
 * The refusals of a hold, a change or a block that carry details or that commands branch on. Seats
 * are indexes (the command replaces them by ids), `left` and `limit` are numbers of seats or units,
 * instants are in ms since 1970.
 */
export type SeatRefusal = Refusal &
  (
    | { readonly code: "SEAT_TAKEN" | "SEAT_UNKNOWN"; readonly seats: readonly number[] }
    | { readonly code: "OUT_OF_STOCK"; readonly left: number }
    | { readonly code: "LIMIT_REACHED"; readonly limit: number }
    | { readonly code: "SALE_NOT_OPEN"; readonly opensAt: Millis }
    | { readonly code: "INVALID_STATE"; readonly from: string; readonly to: string }
    | { readonly code: "NO_SEATS_TOGETHER" | "QUEUE_NOT_READY" }
  );

/** Decodes the refusal of a seat script; undefined for a refusal that is not a `SeatRefusal`. */
export function asSeatRefusal([code, ...rest]: ScriptReply): SeatRefusal | undefined {
  const kind = "refused";
  const [first = "", second = ""] = rest;
  switch (code) {
    case "SEAT_TAKEN":
    case "SEAT_UNKNOWN":
      return { kind, code, seats: rest.map(Number) };
    case "OUT_OF_STOCK":
      return { kind, code, left: Number(first) };
    case "LIMIT_REACHED":
      return { kind, code, limit: Number(first) };
    case "SALE_NOT_OPEN":
      return { kind, code, opensAt: Number(first) };
    case "INVALID_STATE":
      return { kind, code, from: first, to: second };
    case "NO_SEATS_TOGETHER":
    case "QUEUE_NOT_READY":
      return { kind, code };
    default:
      return undefined;
  }
}
