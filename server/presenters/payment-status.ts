import type { PaymentStatus } from "../../client-sdk/protocol/bodies.js";
import type { Millis } from "../journal/brands.js";

/** The two halves of a payment: the state in the wallet's shard and that in the showtime's. */
export interface PaymentHalves {
  readonly walletStatus: "authorised" | "captured" | "voided" | undefined;
  readonly showtimeStatus: "confirmed" | "refused" | "tombstoned" | "cancelled" | undefined;
  readonly refundedAt: Millis | undefined;
}

/**
 * The status that both halves mean; `pending` until the decision of the showtime's shard is
 * durable.
 */
export function paymentStatus({
  walletStatus,
  showtimeStatus,
  refundedAt,
}: PaymentHalves): PaymentStatus {
  switch (showtimeStatus) {
    case undefined:
      return walletStatus === "voided" ? "voided" : "pending";
    case "refused":
      return "refused";
    case "tombstoned":
      return "voided";
    case "confirmed":
      return walletStatus === "captured" ? "captured" : "authorised";
    case "cancelled":
      return refundedAt === undefined ? "captured" : "refunded";
  }
}
