import { expect, test } from "@jest/globals";
import { z } from "zod";
import { ERROR_ADVICE } from "../../../client-sdk/protocol/error-advice.js";
import { ERRORS, type ErrorCode } from "../../../client-sdk/protocol/errors.js";
import { allRoutes } from "../create-api.js";
import { openRoute } from "../kernel/route.js";
import { openApiDocument } from "./document.js";
import { aboutOf } from "./schemas.js";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description: string;
  readonly schema: { readonly type: string; readonly minimum?: number; readonly maximum?: number };
}

interface Response {
  readonly $ref?: string;
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly examples?: object }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
}

const routes = allRoutes(Date.now);
const document = openApiDocument(routes);
const PROBLEM = "application/problem+json";

const operationOf = (id: string): Operation => {
  const all = Object.values(document.paths).flatMap((path) => Object.values(path));
  const found = all.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found as unknown as Operation;
};

test("N7 every operation has an id of its own, in camel case", () => {
  const ids = routes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)+$/.test(id))).toEqual([]);
});

const bodies = routes.flatMap((route) =>
  [route.body, ...Object.values(route.answers)].flatMap((schema) =>
    schema === undefined || schema === null ? [] : [[route.id, schema] as const],
  ),
);

test("N7 every body has examples, and the schema that requests or answers pass takes each", () => {
  const wrong = bodies.flatMap(([id, schema]) => {
    const samples = Object.entries(aboutOf(schema).samples);
    if (samples.length === 0) return [`${id}: ${String(schema.meta()?.id)} has no example`];
    return samples.flatMap(([name, sample]) =>
      schema.safeParse(sample).success ? [] : [`${id}: ${name}`],
    );
  });
  expect(wrong).toEqual([]);
});

test("N7 a parameter takes what its schema says, to the last value and no further", () => {
  const taken = routes.flatMap((route) =>
    operationOf(route.id)
      .parameters.filter(({ schema }) => schema?.type === "integer")
      .map(({ name, schema: { minimum = 0, maximum = 0 } }) => {
        const takes = (value: number) =>
          route.query?.safeParse({ [name]: String(value) }).success ?? false;
        return [minimum - 1, minimum, maximum, maximum + 1].map(takes);
      }),
  );
  expect(taken.length).toBeGreaterThan(0);
  for (const ends of taken) expect(ends).toEqual([false, true, true, false]);
});

test("N7 every code of the error table is a response with what went wrong, what to do, an example", () => {
  const { responses, examples } = document.components;
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const { description, content } = responses?.[code] as Response;
    for (const text of [ERRORS[code].title, ...ERROR_ADVICE[code]]) {
      expect(description).toContain(text);
    }
    expect(content?.[PROBLEM]?.examples).toHaveProperty(code);
    const { status, retry } = ERRORS[code];
    expect(examples?.[code]).toMatchObject({
      value: { code, status, retry, type: `/errors/${code}` },
    });
  }
});

test("N7 an operation names the response of a code, or lists several codes of one status", () => {
  const { responses } = operationOf("payReservation");
  expect(responses["402"]).toEqual({ $ref: "#/components/responses/INSUFFICIENT_BALANCE" });
  const examples = responses["409"]?.content?.[PROBLEM]?.examples ?? {};
  expect(Object.keys(examples)).toEqual(
    expect.arrayContaining(["ALREADY_PAID", "PAYMENT_VOIDED", "IDEMPOTENCY_IN_FLIGHT"]),
  );
});

test("N7 every status of success is there, with 304 where a version can be known", () => {
  expect(Object.keys(operationOf("payReservation").responses)).toEqual(
    expect.arrayContaining(["201", "202"]),
  );
  expect(Object.keys(operationOf("joinQueue").responses)).toEqual(
    expect.arrayContaining(["200", "201"]),
  );
  expect(operationOf("readSeats").responses).toHaveProperty("304");
  expect(operationOf("leaveQueue").responses["204"]).not.toHaveProperty("content");
});

const anyRoute = {
  method: "get",
  path: "/things/{thing}",
  id: "readThing",
  tag: "Members",
  summary: "A thing",
  run: () => Promise.resolve({ status: 200 }),
} as const;
const Thing = z.object({}).meta({ id: "Thing", description: "A thing." });

test("N7 a parameter that nothing describes, or a body without a name, is no document", () => {
  const params = z.strictObject({ thing: z.string() });
  const nameless = openRoute({ ...anyRoute, params, answers: { 200: Thing } });
  expect(() => openApiDocument([nameless])).toThrow("the parameter thing has no description");
  const body = openRoute({ ...anyRoute, path: "/things", answers: { 200: z.object({}) } });
  expect(() => openApiDocument([body])).toThrow("a body of the API has no name");
});
