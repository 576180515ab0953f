import type { ShowtimeTarget } from "../keys.js";
import { defineScript, type Refusal, type ScriptReply } from "../script-runner.js";
import type { SalePolicy } from "./provision.js";
import type { Millis } from "../../journal/brands.js";

/**
 * The stored states of a sale. `scheduled` is not stored: it is an open sale before its opening.
 */
export type LiveSaleState = "open" | "paused" | "closed" | "cancelled";

export interface ShowPolicyInput extends Partial<SalePolicy> {
  /** A call that repeats the last id changes nothing and returns the current sale. */
  readonly opId: string;
  readonly state?: LiveSaleState | undefined;
}

export interface LiveSale extends SalePolicy {
  readonly state: LiveSaleState;
  readonly layoutVersion: number;
  readonly queueOpensAt: Millis | undefined;
  readonly opensAt: Millis;
  readonly closesAt: Millis | undefined;
  /** Seats and area units that are neither sold nor blocked. */
  readonly unsold: number;
}

const NAMES = {
  state: "state",
  mode: "mode",
  maxActive: "max_active",
  perMinute: "per_minute",
  holdMs: "hold_ms",
  sessionMs: "session_ms",
  maxPerUser: "max_per_user",
} as const;

function encode(
  input: ShowPolicyInput,
  { showtime }: ShowtimeTarget,
): readonly (string | number)[] {
  const changes = Object.entries(NAMES).flatMap(([name, field]) => {
    const value = input[name as keyof typeof NAMES];
    return value === undefined ? [] : [field, value];
  });
  return [showtime, input.opId, ...changes];
}

function decode(reply: ScriptReply): LiveSale {
  const sale = new Map<string, string>();
  for (let i = 1; i + 1 < reply.length; i += 2) sale.set(reply[i] ?? "", reply[i + 1] ?? "");
  const number = (name: string): number => Number(sale.get(name));
  return {
    state: sale.get("state") as LiveSaleState,
    mode: sale.get("mode") as SalePolicy["mode"],
    maxActive: number("max_active"),
    perMinute: number("per_minute"),
    holdMs: number("hold_ms"),
    sessionMs: number("session_ms"),
    maxPerUser: number("max_per_user"),
    layoutVersion: number("layout"),
    queueOpensAt: number("queue_opens_at") || undefined,
    opensAt: number("opens_at"),
    closesAt: number("closes_at") || undefined,
    unsold: number("unsold"),
  };
}

export interface PolicyRefusal extends Refusal {
  readonly code: "INVALID_STATE";
  readonly from: string;
  readonly to: string;
}

/**
 * Changes the state or the policy of a live sale. The change is in force at once.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED` `INVALID_STATE` (meta: from, to)
 */
export const showPolicy = defineScript<ShowtimeTarget, ShowPolicyInput, LiveSale, PolicyRefusal>({
  file: "show/policy",
  keys: ["control", "journal", "sale"],
  args: encode,
  reply: decode,
  refusal: ([code, from = "", to = ""]) =>
    code === "INVALID_STATE" ? { kind: "refused", code, from, to } : undefined,
});
