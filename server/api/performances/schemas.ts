import { z } from "zod";
import { PerformanceFields, Reason } from "../../commands/catalogue/catalogue-inputs.js";
import { id, instant, named, pageOf, text } from "../kernel/body-parts.js";
import { Showtime, SHOWTIME_SAMPLE } from "../showtimes/schemas.js";

const SHOWTIMES_MAX = 10_000;

export const Performance = named(
  z.object({
    id: id("Id of the performance."),
    name: text(200),
    description: text(5000).nullable(),
    category: text(50).nullable(),
    state: z
      .enum(["draft", "submitted", "approved", "rejected", "cancelled"])
      .describe("Approved ones are on sale."),
    reason: text(500, "Why it was rejected or cancelled.").nullable(),
    organiserId: id("Id of the member it belongs to."),
    createdAt: instant("When it was made."),
    showtimes: z.array(Showtime).max(SHOWTIMES_MAX).optional().meta({
      description: "Its dates, in order, where the answer has them.",
    }),
  }),
  {
    id: "Performance",
    description: "What is presented; it has one showtime or more.",
    samples: {
      performance: {
        id: "7",
        name: "Club Night",
        description: "One evening, three bands.",
        category: "concert",
        state: "approved",
        reason: null,
        organiserId: "01931f6e-5f5e-7cc4-9c1f-3b8a4b0a9d12",
        createdAt: "2027-01-01T09:00:00.000Z",
        showtimes: [SHOWTIME_SAMPLE],
      },
    },
  },
);

export const PerformanceList = named(
  z.object({
    ...pageOf(Performance),
    message: text(200, "Why the list is empty, when it is.").optional(),
  }),
  {
    id: "PerformanceList",
    description: "Performances, newest first, each with its showtimes.",
    samples: {
      nothing: {
        data: [],
        nextCursor: null,
        message: "There are no performances here yet.",
      },
    },
  },
);

export const PerformanceEdit = named(PerformanceFields, {
  id: "PerformanceEdit",
  description: "Name, description and category; what is left out is emptied.",
  samples: {
    performance: {
      name: "Club Night",
      description: "One evening, three bands.",
      category: "concert",
    },
  },
});

export const Rejection = named(z.strictObject({ reason: Reason }), {
  id: "Rejection",
  description: "Why it is sent back.",
  samples: { rejection: { reason: "The description is missing." } },
});
