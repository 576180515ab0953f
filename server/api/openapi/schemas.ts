// From zod to the schemas of the document. Bodies are written once, under their names; what is
// small stands where it is used.
import { z } from "zod";

export type Json = Readonly<Record<string, unknown>>;

/** Their form says it all: zod's own expressions for them are a page long. */
const SPELLED_OUT = new Set(["date", "date-time", "email", "uuid"]);
const INT32_MAX = 2_147_483_647;

type Written = z.core.JSONSchema.BaseSchema;

/** What a reader of the document expects besides what zod writes. */
function finish({ jsonSchema: schema }: { readonly jsonSchema: Written }): void {
  mergeNull(schema);
  // Many tools read a pattern without the flag that these classes need.
  if (SPELLED_OUT.has(schema.format ?? "") || schema.pattern?.includes("\\p{"))
    delete schema.pattern;
  if (asTypes(schema.type).includes("integer")) {
    const furthest = Math.max(Math.abs(schema.minimum ?? 0), Math.abs(schema.maximum ?? Infinity));
    schema.format = furthest > INT32_MAX ? "int64" : "int32";
  }
  for (const note of NOTES) delete schema[note];
}

/** Notes to this writer, which are no words of JSON Schema. */
const NOTES = ["samples", "parameter"];

const asTypes = (type: unknown): readonly unknown[] => (Array.isArray(type) ? type : [type]);

/** `{anyOf: [{type: "string"}, {type: "null"}]}` is `{type: ["string", "null"]}`. */
function mergeNull(schema: Written): void {
  const [one, other, ...more] = schema.anyOf ?? [];
  const isPlain = typeof one === "object" && typeof one.type === "string" && !("enum" in one);
  const isNull = typeof other === "object" && other.type === "null";
  if (!isPlain || !isNull || more.length > 0) return;
  delete schema.anyOf;
  Object.assign(schema, one, { type: [one.type, "null"] });
}

const OPTIONS = { io: "input", override: finish } as const;

const withoutAddress = ({ $schema: _dialect, $id: _id, ...schema }: Json): Json => schema;

const addressOf = (id: string): string => `#/components/schemas/${id}`;

/** The named schemas of the API, by name. */
export function namedSchemas(): Readonly<Record<string, Json>> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { ...OPTIONS, uri: addressOf });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [id, withoutAddress(schema)]),
  );
}

/** A schema to stand where it is used. */
export const inlineSchema = (schema: z.ZodType): Json =>
  withoutAddress(z.toJSONSchema(schema, OPTIONS));

/** A reference to a named schema. @throws Error for one without a name: generated types need it */
export function schemaRef(schema: z.ZodType): Json {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error("a body of the API has no name");
  return { $ref: addressOf(id) };
}

/** What `named()` was given about a schema. */
export function aboutOf(schema: z.ZodType): {
  readonly description: string;
  readonly samples: Readonly<Record<string, unknown>>;
} {
  const { description = "", samples = {} } = schema.meta() ?? {};
  return { description, samples: samples as Readonly<Record<string, unknown>> };
}
