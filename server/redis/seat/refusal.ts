import type { ErrorMeta } from "../../errors.js";
import type { ScriptReply } from "../script-runner.js";

/** What the refusal of a hold tells besides its code; seats by index, the command names them. */
export function seatRefusal(reply: ScriptReply): ErrorMeta {
  const [code, ...rest] = reply;
  switch (code) {
    case "SEAT_TAKEN":
    case "SEAT_UNKNOWN":
      return { seats: rest.map(Number) };
    case "SALE_NOT_OPEN":
      return { opensAt: Number(rest[0]) };
    case "OUT_OF_STOCK":
      return { left: Number(rest[0]) };
    case "INVALID_STATE":
      return { from: rest[0], to: rest[1] };
    case "LIMIT_REACHED":
      return { limit: Number(rest[0]) };
    default:
      return {};
  }
}
