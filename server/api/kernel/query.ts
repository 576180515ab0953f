// Query strings are texts; these read them as what they mean.
import { z } from "zod";

const LIMIT_MAX = 100;

const QueryNumber = z
  .string()
  .regex(/^\d{1,9}$/, "must be a whole number")
  .transform(Number);

/** `?mine`, `?mine=true` and `?mine=1` say yes. */
export const QueryFlag = z
  .enum(["", "true", "1", "false", "0"])
  .transform((text) => text !== "false" && text !== "0");

export const PageQuery = z.strictObject({
  limit: QueryNumber.pipe(z.int().min(1).max(LIMIT_MAX)).default(20),
  cursor: z.string().min(1).max(200).optional(),
});

export const NoQuery = z.strictObject({});
