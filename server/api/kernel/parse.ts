import type { z } from "zod";
import { AppError } from "../../errors.js";
import { fieldProblems } from "../../commands/input/field-problems.js";

/** What a schema makes of a value. @throws AppError `VALIDATION` with a pointer at each field */
export function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError("VALIDATION", { errors: fieldProblems(parsed.error) });
}
