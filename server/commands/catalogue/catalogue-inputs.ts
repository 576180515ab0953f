// Fields of performances and showtimes. Every text is bounded, every number has its limits.
import { z } from "zod";
import {
  LayoutArea,
  AREAS_MAX,
  LayoutDocument,
  PriceClassId,
  PRICE_CLASSES_MAX,
} from "../../catalogue/layout-document.js";

const PRINTABLE = /^[^\p{Cs}]*$/u;
const ID_MAX = 4_294_967_295;
/** Low enough that sums of prices stay exact in Lua. */
const PRICE_MAX = 10_000_000_000;

/** A trimmed text of one line; the OpenAPI document shows the limits of the trimmed text. */
const line = (max: number) =>
  z
    .string()
    .max(max * 2)
    .transform((text) => text.trim())
    .pipe(z.string().min(1, "is empty").max(max).regex(PRINTABLE, "has half characters"))
    .meta({ minLength: 1, maxLength: max, pattern: "\\S" });

/** An id that MySQL counts. A text that cannot be one becomes 0, which no row has. */
export const CountedId = z
  .union([z.string().max(64), z.int().min(0)])
  .transform((id) => (/^\d{1,10}$/.test(String(id)) ? Number(id) : 0))
  .transform((id) => (id <= ID_MAX ? id : 0));

/** What an organiser says about a performance. */
export const PerformanceFields = z.strictObject({
  name: line(200),
  description: z.string().max(5000).regex(PRINTABLE, "has half characters").optional(),
  category: line(50).optional(),
});
export type PerformanceFields = z.output<typeof PerformanceFields>;

/** The reason of a rejection, a cancellation or a block: 1 to 500 characters. */
export const Reason = line(500);

const TIME_LENGTH_MAX = 40;

const Time = z.iso
  .datetime({ offset: true, error: "must be a time such as 2027-01-31T19:00:00Z" })
  .max(TIME_LENGTH_MAX)
  .transform((text) => new Date(text))
  .refine((time) => time.getTime() > 0, "is before 1970");

const PriceClassInput = z.strictObject({
  id: PriceClassId,
  name: line(100),
  price: z.int().min(0).max(PRICE_MAX),
});

const between = (min: number, max: number, description: string) =>
  z.int().min(min).max(max).optional().describe(description);

/** The policy of a sale. Fields that are not given come from the settings. */
const PolicyFields = z.strictObject({
  mode: z
    .enum(["fifo", "open", "paused"])
    .optional()
    .describe("`fifo` lets in by arrival, `open` at once, `paused` not at all."),
  maxActive: between(1, 100_000, "Booking sessions at a time."),
  perMinute: between(1, 1_000_000, "Admissions a minute, at most."),
  holdMs: between(5000, 3_600_000, "Life of a hold."),
  sessionMs: between(10_000, 7_200_000, "Life of a booking session."),
  maxPerUser: between(1, 100, "Seats and places a member may hold or have, in all."),
});

/** What an organiser says about a showtime: times, seats, prices, policy. */
export const ShowtimeFieldsInput = z.strictObject({
  startsAt: Time.describe("When it begins."),
  queueOpensAt: Time.nullish().describe("When the waiting room opens; else with the sale."),
  salesOpenAt: Time.describe("When the sale opens; it may lie in the past."),
  salesCloseAt: Time.nullish().describe("When the sale closes; else it is closed by hand."),
  layout: LayoutDocument.optional().describe("The seats: so many, or sections with rows."),
  layoutId: CountedId.optional().describe("A layout that is kept already, instead of `layout`."),
  priceClasses: z
    .array(PriceClassInput)
    .min(1)
    .max(PRICE_CLASSES_MAX)
    .describe("Every one that the layout and the areas name."),
  areas: z
    .array(LayoutArea)
    .max(AREAS_MAX)
    .optional()
    .describe("Places without numbers; default: those of the layout."),
  policy: PolicyFields.optional().describe("What is left out is as the settings say."),
});
export type ShowtimeFieldsInput = z.output<typeof ShowtimeFieldsInput>;

/** The body of `PATCH /showtimes/{id}/sale`; what is not given stays. */
export const SaleChange = PolicyFields.extend({
  state: z
    .enum(["open", "paused", "closed"])
    .optional()
    .describe("A pause stops admission and new holds, not payments; closed is for good."),
}).refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type SaleChange = z.output<typeof SaleChange>;
