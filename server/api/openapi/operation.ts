// One route as an operation of the document.
import type { z } from "zod";
import { FieldsQuery } from "../kernel/query.js";
import type { Access, Route } from "../kernel/route.js";
import { headerRefs, parameterRef, type HeaderName } from "./headers.js";
import { codesOf, refusalResponses } from "./refusals.js";
import { aboutOf, inlineSchema, schemaRef, type Json } from "./schemas.js";

export const BEARER = "bearer";

const JSON_TYPE = "application/json";

/** The operation of a route. @throws Error for a parameter or a body that nothing describes */
export const operationOf = (route: Route): Json => ({
  operationId: route.id,
  tags: [route.tag],
  summary: route.summary,
  description: [route.description, accessText(route.access)].filter(Boolean).join("\n\n"),
  security: securityOf(route.access),
  parameters: parametersOf(route),
  ...(route.body === undefined ? {} : { requestBody: requestBodyOf(route.body) }),
  responses: { ...successes(route), ...refusalResponses(codesOf(route)) },
});

function accessText(access: Access): string {
  if (access === "anyone") return "For anyone; a token that is sent must be good.";
  return access === "signed-in" ? "For members." : `For ${access.join(" and ")}.`;
}

/** For anyone a token is optional. */
const securityOf = (access: Access): readonly Json[] =>
  access === "anyone" ? [{}, { [BEARER]: [] }] : [{ [BEARER]: [] }];

function parametersOf(route: Route): Json[] {
  return [
    ...shapeOf(route.params).map(([name, field]) => parameter("path", name, field)),
    ...shapeOf(route.query).map(([name, field]) => parameter("query", name, field)),
    ...(route.method === "get" ? [...FIELDS, parameterRef("IfNoneMatch")] : []),
    ...(route.needsQueueToken ? [parameterRef("QueueToken")] : []),
    ...(route.idempotency === "honoured" ? [parameterRef("IdempotencyKey")] : []),
    ...(route.idempotency === "required" ? [parameterRef("RequiredIdempotencyKey")] : []),
  ];
}

const FIELDS = shapeOf(FieldsQuery).map(([name, field]) => parameter("query", name, field));

const requestBodyOf = (body: z.ZodType): Json => ({
  required: !("shape" in body) || shapeOf(body).length > 0,
  ...contentOf(body),
});

function shapeOf(schema: z.ZodType | undefined): [string, z.ZodType][] {
  if (schema === undefined || !("shape" in schema)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>);
}

/**
 * A part of the address. There everything is text; `parameter` in the schema's meta says what it
 * stands for.
 */
function parameter(where: "path" | "query", name: string, field: z.ZodType): Json {
  const { description, parameter: meant } = field.meta() ?? {};
  if (description === undefined) throw new Error(`the parameter ${name} has no description`);
  const { examples, description: _description, ...schema } = inlineSchema(field);
  return {
    name,
    in: where,
    required: where === "path",
    description,
    schema: meant ?? asText(schema),
    ...(Array.isArray(examples) ? { example: examples[0] as unknown } : {}),
  };
}

/** Of what may also be given as a number elsewhere, the text. */
function asText(schema: Json): unknown {
  const { anyOf } = schema;
  return Array.isArray(anyOf) ? anyOf.find(({ type }: Json) => type === "string") : schema;
}

/** The body with its examples, by name where there are several. */
function contentOf(schema: z.ZodType): Json {
  const samples = Object.entries(aboutOf(schema).samples);
  const [only] = samples;
  const examples =
    samples.length === 1 && only !== undefined
      ? { example: only[1] }
      : { examples: Object.fromEntries(samples.map(([name, value]) => [name, { value }])) };
  return { content: { [JSON_TYPE]: { schema: schemaRef(schema), ...examples } } };
}

const DONE: Readonly<Record<string, string>> = {
  200: "Done.",
  201: "Made.",
  202: "Taken on and settled later: the same call asks again.",
  204: "Done; there is nothing to show.",
};

function successes(route: Route): Readonly<Record<string, Json>> {
  const answers = Object.entries(route.answers).map(([status, schema]) => {
    const about = schema === null ? "" : aboutOf(schema).description;
    return [
      status,
      {
        description: [DONE[status], about].filter(Boolean).join(" "),
        headers: headerRefs(headersOf(route, status)),
        ...(schema === null ? {} : contentOf(schema)),
      },
    ] as const;
  });
  return {
    ...Object.fromEntries(answers),
    ...(route.method === "get" ? { 304: NOT_MODIFIED } : {}),
  };
}

const NOT_MODIFIED: Json = {
  description: "The caller has this version already.",
  headers: headerRefs(["ETag"]),
};

const headersOf = (route: Route, status: string): HeaderName[] => [
  ...(route.method === "get" && status === "200" ? (["ETag"] as const) : []),
  ...(route.isPolled ? (["Retry-After"] as const) : []),
  ...(route.idempotency === "none" ? [] : (["Idempotent-Replayed"] as const)),
];
