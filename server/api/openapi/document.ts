// The API's description, made from the very schemas that requests pass.
import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { ERRORS, type ErrorCode } from "../../../client-sdk/protocol/errors.js";
import type { Route } from "../kernel/route.js";

const BEARER = "bearer";

type Document = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

export function openApiDocument(base: string, routes: readonly Route[]): Document {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", BEARER, {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  registry.registerComponent("schemas", "Problem", PROBLEM);
  for (const route of routes) registry.registerPath(asPath(base, route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Onsale",
      version: "1",
      description: "Live ticket sales: waiting room, seat map, holds, wallet and payment.",
    },
    servers: [{ url: "/" }],
  });
}

type Component = Parameters<OpenAPIRegistry["registerComponent"]>[2];

const PROBLEM: Component = {
  type: "object",
  required: ["type", "title", "status", "code", "detail", "instance", "requestId", "retry"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: Object.keys(ERRORS) },
    detail: { type: "string" },
    instance: { type: "string" },
    requestId: { type: "string" },
    retry: { type: "string", enum: ["never", "later", "now"] },
    retryAfterMs: { type: "integer" },
    meta: { type: "object" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { pointer: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

type Request = NonNullable<RouteConfig["request"]>;
type Responses = RouteConfig["responses"];

function asPath(base: string, route: Route): RouteConfig {
  return {
    method: route.method,
    path: `${base}${route.path}`,
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: accessText(route),
    ...(route.access === "anyone" ? {} : { security: [{ [BEARER]: [] }] }),
    request: requestOf(route),
    responses: { [route.status]: { description: "Done" }, ...refusals(route) },
  };
}

function accessText({ access }: Route): string {
  if (access === "anyone") return "For anyone.";
  return access === "signed-in" ? "For members." : `For ${access.join(" and ")}.`;
}

const asObject = (schema: z.ZodType | undefined): z.ZodObject | undefined =>
  schema instanceof z.ZodObject ? schema : undefined;

const header = (name: string, isRequired: boolean) => ({
  [name]: isRequired ? z.string() : z.string().optional(),
});

function requestOf(route: Route): Request {
  const headers = z.object({
    ...(route.idempotency === "none"
      ? {}
      : header("Idempotency-Key", route.idempotency === "required")),
    ...(route.needsQueueToken ? header("X-Queue-Token", false) : {}),
  });
  const params = asObject(route.params);
  const query = asObject(route.query);
  return {
    headers,
    ...(params === undefined ? {} : { params: asTexts(params) }),
    ...(query === undefined ? {} : { query: asTexts(query) }),
    ...(route.body === undefined
      ? {}
      : { body: { required: true, content: { "application/json": { schema: route.body } } } }),
  };
}

/** In an address everything is text. */
const asTexts = (schema: z.ZodObject): z.ZodObject =>
  z.object(
    Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [
        name,
        field.safeParse(undefined).success ? z.string().optional() : z.string(),
      ]),
    ),
  );

function refusals(route: Route): Responses {
  const codes = new Set<ErrorCode>(["VALIDATION", ...route.errors]);
  if (route.access !== "anyone") codes.add("UNAUTHENTICATED");
  if (Array.isArray(route.access)) codes.add("FORBIDDEN");
  if (route.idempotency === "required") codes.add("IDEMPOTENCY_KEY_REQUIRED");
  if (route.isRateLimited) codes.add("RATE_LIMITED");
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const schema = { $ref: "#/components/schemas/Problem" };
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      String(status),
      {
        description: list.map((code) => `\`${code}\` ${ERRORS[code].title}`).join("; "),
        content: { "application/problem+json": { schema } },
      },
    ]),
  );
}
