import { z } from "zod";
import { SEATS_MAX } from "../../catalogue/layout-document.js";
import { count, named, text } from "../kernel/body-parts.js";
import { Area, PriceClass } from "./schemas.js";

const seat = z.object({
  id: text(64, "Id of the seat."),
  number: text(10),
  x: z.number(),
  y: z.number(),
  priceClass: text(40, "Id of a price class."),
  accessible: z.boolean().optional(),
  aisle: z
    .boolean()
    .optional()
    .describe("An aisle follows: the next seat of the row is not beside it."),
});

const row = z.object({
  name: text(10),
  firstIndex: count("Place in layout order of its first seat; the others follow one by one."),
  seats: z.array(seat).max(SEATS_MAX),
});

export const Layout = named(
  z.object({
    version: count("Rises when seats or prices change."),
    seatCount: count("Numbered seats."),
    sections: z.array(z.object({ name: text(30), rows: z.array(row).max(SEATS_MAX) })).max(1000),
    priceClasses: z.array(PriceClass).max(32),
    areas: z.array(Area).max(50),
  }),
  {
    id: "Layout",
    description: "Where the seats are and what they cost; what is taken is in the seat map.",
    samples: {
      layout: {
        version: 1,
        seatCount: 2,
        sections: [
          {
            name: "Stalls",
            rows: [
              {
                name: "A",
                firstIndex: 0,
                seats: [
                  { id: "Stalls-A-1", number: "1", x: 0, y: 0, priceClass: "standard" },
                  {
                    id: "Stalls-A-2",
                    number: "2",
                    x: 1,
                    y: 0,
                    priceClass: "standard",
                    accessible: true,
                  },
                ],
              },
            ],
          },
        ],
        priceClasses: [{ id: "standard", name: "Standard", price: 35_000 }],
        areas: [],
      },
    },
  },
);
