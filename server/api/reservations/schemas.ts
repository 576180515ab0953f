import { z } from "zod";
import { ChangeHoldInput } from "../../commands/reservations/change-hold.js";
import { HOLD_SIZE_MAX } from "../../commands/input/inputs.js";
import { HoldSeatsInput } from "../../commands/reservations/hold-seats.js";
import { amount, count, currency, id, instant, named, pageOf, text } from "../kernel/body-parts.js";
import { SEAT_SAMPLE, seatFields } from "../seats/schemas.js";

export const RESERVATION_ID = "0000000c-9b1d-84c2-a5e0-6f3b2c1d0e9f";

export const Reservation = named(
  z.object({
    id: id("Id of the reservation, also of its hold."),
    showtimeId: id("Id of the showtime."),
    status: z.enum([
      "held",
      "confirmed",
      "cancellation_requested",
      "cancelled",
      "released",
      "expired",
    ]),
    seats: z.array(z.object(seatFields)).max(HOLD_SIZE_MAX),
    area: z
      .object({
        id: text(40, "Id of the area."),
        name: text(100),
        priceClass: text(40, "Id of a price class."),
        price: amount("For one place."),
        quantity: count("Places."),
      })
      .optional(),
    total: amount("Price of all; fixed by the hold."),
    currency,
    expiresAt: instant("The deadline of the hold."),
  }),
  {
    id: "Reservation",
    description: "What a hold makes and a payment confirms.",
    samples: {
      seats: {
        id: RESERVATION_ID,
        showtimeId: "12",
        status: "held",
        seats: [SEAT_SAMPLE],
        total: 35_000,
        currency: "KRW",
        expiresAt: "2027-01-31T10:05:00.000Z",
      },
      area: {
        id: RESERVATION_ID,
        showtimeId: "12",
        status: "confirmed",
        seats: [],
        area: {
          id: "pit",
          name: "Standing",
          priceClass: "standard",
          price: 35_000,
          quantity: 2,
        },
        total: 70_000,
        currency: "KRW",
        expiresAt: "2027-01-31T10:05:00.000Z",
      },
    },
  },
);

export const ReservationList = named(z.object(pageOf(Reservation)), {
  id: "ReservationList",
  description: "Reservations, newest first.",
  samples: {
    page: {
      data: [
        {
          id: RESERVATION_ID,
          showtimeId: "12",
          status: "confirmed",
          seats: [SEAT_SAMPLE],
          total: 35_000,
          currency: "KRW",
          expiresAt: "2027-01-31T10:05:00.000Z",
        },
      ],
      nextCursor: "MTgwMTM3NzkwMDAwMC4wMDAwMDAwYw",
    },
  },
});

/** The body without what comes in headers. */
const [Chosen, Places, Best] = HoldSeatsInput.options;
const inHeaders = { token: true, opId: true } as const;

export const Hold = named(
  z.union([Chosen.omit(inHeaders), Places.omit(inHeaders), Best.omit(inHeaders)]),
  {
    id: "Hold",
    description: "Chosen seats, places of an area, or the best that are free.",
    samples: {
      "chosen seats": { showtimeId: "12", seatIds: ["Stalls-A-1", "Stalls-A-2"] },
      "places of an area": { showtimeId: "12", areaId: "pit", quantity: 2 },
      "the best together": { showtimeId: "12", best: { count: 2, priceClass: "standard" } },
    },
  },
);

export const HoldChange = named(ChangeHoldInput.pick({ seatIds: true }), {
  id: "HoldChange",
  description: "The seats to hold instead.",
  samples: { seats: { seatIds: ["Stalls-A-3", "Stalls-A-4"] } },
});
