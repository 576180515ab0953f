// Query strings are texts; these read them as what they mean. `parameter` is what the OpenAPI
// document says instead of the text.
import { z } from "zod";

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 20;

const QueryNumber = z
  .string()
  .regex(/^\d{1,9}$/, "must be a whole number")
  .transform(Number);

/** `?mine`, `?mine=true` and `?mine=1` say yes. */
export const queryFlag = (description: string) =>
  z
    .enum(["", "true", "1", "false", "0"])
    .transform((text) => text !== "false" && text !== "0")
    .default(false)
    .meta({ description, parameter: { type: "boolean", default: false } });

export const PageQuery = z.strictObject({
  limit: QueryNumber.pipe(z.int().min(1).max(LIMIT_MAX))
    .default(LIMIT_DEFAULT)
    .meta({
      description: "Rows of a page, at most.",
      parameter: {
        ...{ type: "integer", format: "int32" },
        ...{ minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
      },
    }),
  cursor: z.string().min(1).max(200).optional().describe("`nextCursor` of the page before."),
});

export const NoQuery = z.strictObject({});

/** Of every GET, besides its own. */
export const FieldsQuery = z.strictObject({
  fields: z
    .string()
    .max(1000)
    .regex(/^[\w, ]*$/, "must be names of fields with commas between them")
    .optional()
    .describe(
      "Names of fields, with commas between them, such as `id,name`: the answer, or each row of " +
        "a list, has those alone, also where the schema says that more are there.",
    ),
});
