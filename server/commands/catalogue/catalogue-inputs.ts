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

const line = (max: number) =>
  z
    .string()
    .max(max * 2)
    .transform((text) => text.trim())
    .pipe(z.string().min(1, "is empty").max(max).regex(PRINTABLE, "has half characters"));

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

/** Why somebody rejects, cancels or blocks: 1 to 500 characters. */
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

/** The policy of a sale. Fields that are not given come from the settings. */
const PolicyFields = z.strictObject({
  mode: z.enum(["fifo", "open", "paused"]).optional(),
  maxActive: z.int().min(1).max(100_000).optional(),
  perMinute: z.int().min(1).max(1_000_000).optional(),
  holdMs: z.int().min(5000).max(3_600_000).optional(),
  sessionMs: z.int().min(10_000).max(7_200_000).optional(),
  maxPerUser: z.int().min(1).max(100).optional(),
});

/** What an organiser says about a showtime: times, seats, prices, policy. */
export const ShowtimeFieldsInput = z.strictObject({
  startsAt: Time,
  queueOpensAt: Time.nullish(),
  salesOpenAt: Time,
  salesCloseAt: Time.nullish(),
  layout: LayoutDocument.optional(),
  layoutId: CountedId.optional(),
  priceClasses: z.array(PriceClassInput).min(1).max(PRICE_CLASSES_MAX),
  areas: z.array(LayoutArea).max(AREAS_MAX).optional(),
  policy: PolicyFields.optional(),
});
export type ShowtimeFieldsInput = z.output<typeof ShowtimeFieldsInput>;

/** The body of `PATCH /showtimes/{id}/sale`; what is not given stays. */
export const SaleChange = PolicyFields.extend({
  state: z.enum(["open", "paused", "closed"]).optional(),
}).refine((change) => Object.keys(change).length > 0, "names nothing to change");
export type SaleChange = z.output<typeof SaleChange>;
