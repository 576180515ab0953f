import { z } from "zod";
import { SEAT_STATUSES } from "../../../client-sdk/protocol/seat-state.js";
import { SEATS_MAX } from "../../catalogue/layout-document.js";
import { BlockedSeats as BlockedSeatsInput } from "../../commands/seats/block-seats.js";
import { amount, count, named, text } from "../kernel/body-parts.js";

export const seatFields = {
  id: text(64, "Id of the seat."),
  section: text(30),
  row: text(10),
  number: text(10),
  priceClass: text(40, "Id of a price class."),
  price: amount("Of the seat."),
};

export const SEAT_SAMPLE = {
  id: "Stalls-A-1",
  section: "Stalls",
  row: "A",
  number: "1",
  priceClass: "standard",
  price: 35_000,
};

export const Seats = named(
  z.object({
    epoch: count("Another one: forget what was known of the map."),
    version: count("Rises with each change; signals go on from here."),
    seats: z.array(z.object({ ...seatFields, status: z.enum(SEAT_STATUSES) })).max(SEATS_MAX),
  }),
  {
    id: "Seats",
    description: "The live seat map, in layout order.",
    samples: {
      seats: {
        epoch: 1,
        version: 4711,
        seats: [
          { ...SEAT_SAMPLE, status: "held" },
          { ...SEAT_SAMPLE, id: "Stalls-A-2", number: "2", status: "available" },
        ],
      },
    },
  },
);

export const BlockSeats = named(BlockedSeatsInput, {
  id: "BlockSeats",
  description: "Which seats, and why.",
  samples: { seats: { seatIds: ["Stalls-A-1", "Stalls-A-2"], reason: "Camera stand." } },
});

export const BlockedSeats = named(
  z.object({
    seatIds: z.array(seatFields.id).max(SEATS_MAX),
    version: count("Version of the seat map from which on it shows."),
  }),
  {
    id: "BlockedSeats",
    description: "The seats that were changed.",
    samples: { seats: { seatIds: ["Stalls-A-1", "Stalls-A-2"], version: 4712 } },
  },
);
