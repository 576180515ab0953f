import { z } from "zod";
import { SaleChange, ShowtimeFieldsInput } from "../../commands/catalogue/catalogue-inputs.js";
import { amount, count, id, instant, named, pageOf, text } from "../kernel/body-parts.js";

const POLICY_SAMPLE = {
  mode: "fifo",
  maxActive: 500,
  perMinute: 6000,
  holdMs: 300_000,
  sessionMs: 600_000,
  maxPerUser: 4,
} as const;

const TIMES_SAMPLE = {
  startsAt: "2027-01-31T19:00:00.000Z",
  queueOpensAt: null,
  salesOpenAt: "2027-01-10T10:00:00.000Z",
  salesCloseAt: null,
} as const;

const PRICE_CLASSES_SAMPLE = [{ id: "standard", name: "Standard", price: 35_000 }];

export const SHOWTIME_SAMPLE = {
  id: "12",
  performanceId: "7",
  ...TIMES_SAMPLE,
  layoutVersion: 1,
  seatCount: 50,
  priceClasses: PRICE_CLASSES_SAMPLE,
  areas: [{ id: "pit", name: "Standing", capacity: 200, priceClass: "standard" }],
  policy: POLICY_SAMPLE,
};

export const PriceClass = named(
  z.object({
    id: text(40, "Id of the price class."),
    name: text(100),
    price: amount("For a seat."),
  }),
  { id: "PriceClass", description: "A name and a price." },
);

export const Area = named(
  z.object({
    id: text(40, "Id of the area."),
    name: text(100),
    capacity: count("Places in all."),
    priceClass: text(40, "Id of a price class."),
    left: count("Places left, where the answer is live.").optional(),
  }),
  { id: "Area", description: "Places without numbers, sold by quantity." },
);

const policy = {
  mode: z.enum(["fifo", "lottery", "open", "paused"]).meta({
    description:
      "`fifo` lets in by arrival, `lottery` by a draw, `open` at once, `paused` not at all.",
  }),
  maxActive: count("Booking sessions at a time."),
  perMinute: count("Admissions a minute, at most."),
  holdMs: count("Life of a hold."),
  sessionMs: count("Life of a booking session."),
  maxPerUser: count("Seats and places a member may hold or have, in all."),
};

const Policy = named(z.object(policy), {
  id: "Policy",
  description: "The rules of a sale; times in ms.",
});

const saleState = z.enum(["scheduled", "open", "paused", "closed", "cancelled"]);

export const Showtime = named(
  z.object({
    id: id("Id of the showtime."),
    performanceId: id("Id of its performance."),
    startsAt: instant("When it begins."),
    queueOpensAt: instant("When the waiting room opens; null: with the sale.").nullable(),
    salesOpenAt: instant("When the sale opens."),
    salesCloseAt: instant("When the sale closes; null: it is closed by hand.").nullable(),
    state: saleState.optional().describe("Of its sale; left out while not known."),
    layoutVersion: count("Rises when seats or prices change."),
    seatCount: count("Numbered seats."),
    priceClasses: z.array(PriceClass).max(32),
    areas: z.array(Area).max(50),
    policy: Policy,
  }),
  {
    id: "Showtime",
    description: "One date and time of a performance, with a sale of its own.",
    samples: { showtime: { ...SHOWTIME_SAMPLE, state: "open" } },
  },
);

export const ShowtimeList = named(z.object(pageOf(Showtime)), {
  id: "ShowtimeList",
  description: "The dates of a performance, in order.",
  samples: { page: { data: [{ ...SHOWTIME_SAMPLE, state: "open" }], nextCursor: null } },
});

export const ShowtimeEdit = named(ShowtimeFieldsInput, {
  id: "ShowtimeEdit",
  description: "Times, prices and seats. A layout is given here or by its id.",
  samples: {
    "numbered seats": {
      startsAt: TIMES_SAMPLE.startsAt,
      salesOpenAt: TIMES_SAMPLE.salesOpenAt,
      layout: { seats: 50, priceClass: "standard" },
      priceClasses: PRICE_CLASSES_SAMPLE,
    },
    "rows and a standing area": {
      startsAt: TIMES_SAMPLE.startsAt,
      salesOpenAt: TIMES_SAMPLE.salesOpenAt,
      layout: {
        sections: [
          {
            name: "Stalls",
            priceClass: "standard",
            rows: [{ name: "A", count: 20, aisles: [10] }],
          },
        ],
      },
      priceClasses: PRICE_CLASSES_SAMPLE,
      areas: [{ id: "pit", name: "Standing", capacity: 200, priceClass: "standard" }],
      policy: { mode: "fifo", perMinute: 600 },
    },
  },
});

export const Sale = named(z.object({ state: saleState, ...policy }), {
  id: "Sale",
  description: "A live sale: its state and its rules.",
  samples: { sale: { state: "open", ...POLICY_SAMPLE } },
});

export const SaleUpdate = named(SaleChange.meta({ minProperties: 1 }), {
  id: "SaleUpdate",
  description: "What to change of a live sale; at least one field.",
  samples: { pause: { state: "paused" }, "twice as fast": { perMinute: 12_000 } },
});
