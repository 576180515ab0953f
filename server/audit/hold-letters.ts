// The letters of a hold record, and the words MySQL has for them.
export const RESERVATION_STATUS = {
  H: "held",
  P: "confirmed",
  R: "released",
  E: "expired",
  C: "cancelled",
} as const;

export type HoldLetter = keyof typeof RESERVATION_STATUS;

/** Paid once, and never held or ended again. */
export const isPaid = (status: HoldLetter): boolean => status === "P" || status === "C";
