/** Status letter of a hold in Redis → status of its reservation in MySQL. */
export const RESERVATION_STATUS = {
  H: "held",
  P: "confirmed",
  R: "released",
  E: "expired",
  C: "cancelled",
} as const;

/** The status of a hold, as its record in Redis spells it. */
export type HoldLetter = keyof typeof RESERVATION_STATUS;

/** Whether a hold was paid once: it is never held again and never ends. */
export const isPaid = (status: HoldLetter): boolean => status === "P" || status === "C";
