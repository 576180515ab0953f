import { z } from "zod";
import { HOLD_SIZE_MAX, ReservationId } from "../../commands/input/inputs.js";
import { amount, id, named, pageOf, text } from "../kernel/body-parts.js";
import { RESERVATION_ID } from "../reservations/schemas.js";

const PAYMENT_SAMPLE = {
  id: "9f2c4b6d8e0a1c3e5f7092b4d6f8091a3b5c7d9e1f30425364758697a8b9cadb",
  reservationId: RESERVATION_ID,
  amount: 35_000,
} as const;

const TICKET_SAMPLE = {
  id: "1b3d5f7092b4d6f8091a3b5c7d9e1f30425364758697a8b9cadb9f2c4b6d8e0a",
  seatId: "Stalls-A-1",
};

export const Payment = named(
  z.object({
    id: id("Id of the payment: the same key has the same one."),
    reservationId: id("What was paid."),
    amount: amount("What it costs."),
    status: z
      .enum(["pending", "authorised", "captured", "voided", "refunded", "refused"])
      .describe("Authorised and captured are paid; pending is settled later."),
    tickets: z
      .array(
        z.object({
          id: id("Id of the ticket."),
          seatId: text(64, "Of a numbered seat.").optional(),
          areaId: text(40, "Of a place in an area.").optional(),
        }),
      )
      .max(HOLD_SIZE_MAX)
      .describe("One for each seat or place, once it is paid."),
  }),
  {
    id: "Payment",
    description: "The debit for a reservation.",
    samples: {
      paid: { ...PAYMENT_SAMPLE, status: "authorised", tickets: [TICKET_SAMPLE] },
      pending: { ...PAYMENT_SAMPLE, status: "pending", tickets: [] },
    },
  },
);

export const PaymentList = named(z.object(pageOf(Payment)), {
  id: "PaymentList",
  description: "Payments, newest first.",
  samples: {
    page: {
      data: [{ ...PAYMENT_SAMPLE, status: "captured", tickets: [TICKET_SAMPLE] }],
      nextCursor: null,
    },
  },
});

export const Pay = named(z.strictObject({ reservationId: ReservationId }), {
  id: "Pay",
  description: "The reservation to pay.",
  samples: { payment: { reservationId: RESERVATION_ID } },
});
