import type { PaymentStatus } from "../../client-sdk/protocol/bodies.js";
import type { Millis } from "../journal/brands.js";

/** The two halves of a payment: the wallet's shard tells one, the showtime's the other. */
export interface PaymentHalves {
  readonly walletStatus: "authorised" | "captured" | "voided" | undefined;
  readonly showtimeStatus: "confirmed" | "refused" | "tombstoned" | "cancelled" | undefined;
  readonly refundedAt: Millis | undefined;
}

/** One word for both halves; `pending` while the showtime's shard has not decided durably. */
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
