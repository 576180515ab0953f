// A body nested deeper than any schema is refused at the door of every route, before anything that
// would walk it: the print of an Idempotency-Key, a schema, a log line.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { TestSystem } from "../../testing/kit/test-system.js";
import { DEPTH_MAX } from "../commands/input/depth.js";
import { allRoutes } from "./create-api.js";
import type { Route } from "./kernel/route.js";

type Shape = (at: number) => readonly [head: string, tail: string];

const lists: Shape = () => ["[", "]"];
const objects: Shape = () => ['{"a":', "}"];
const mixed: Shape = (at) => (at % 2 === 0 ? objects(at) : lists(at));
const SHAPES = [lists, objects, mixed];
const THOUSANDS = 9000;

/** An object with one field; `levels` counts the object too. */
function nested(levels: number, shape: Shape): string {
  const parts = Array.from({ length: levels - 1 }, (_, at) => shape(at));
  const tails = parts.map(([, tail]) => tail).reverse();
  return `{"x":${parts.map(([head]) => head).join("")}1${tails.join("")}}`;
}

interface Sent {
  readonly token: string;
  readonly body: string;
  readonly key: string | undefined;
}

/** Every route that reads a body, also those whose body must be empty. */
const withBody = allRoutes(Date.now).filter(({ method }) => method !== "get");

describe("a nested body", () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.open();
  });
  afterAll(() => system.close());

  /** Of a new session: one of the routes ends it. */
  async function tokenFor({ access }: Route): Promise<string> {
    const role = typeof access === "string" ? "member" : (access[0] ?? "admin");
    return role === "admin" ? system.admin() : (await system.signUp(role)).token;
  }

  async function send(route: Route, { token, body, key }: Sent) {
    const path = route.path.replace(/\{\w+\}/g, "1");
    const response = await fetch(`${system.url()}/api/v1${path}`, {
      method: route.method.toUpperCase(),
      body,
      headers: {
        "Content-Type": "application/json",
        Authorization: `Bearer ${token}`,
        ...(key === undefined ? {} : { "Idempotency-Key": key }),
      },
    });
    const text = await response.text();
    const { code, detail } = JSON.parse(text || "{}") as { code?: string; detail?: string };
    return { status: response.status, code, detail };
  }

  const TOO_DEEP = {
    status: 400,
    code: "VALIDATION",
    detail: `The body is nested deeper than ${DEPTH_MAX} levels`,
  };

  it("N9 there are routes to try", () => {
    expect(withBody.length).toBeGreaterThan(20);
    expect(withBody.some(({ idempotency }) => idempotency === "required")).toBe(true);
    expect(DEPTH_MAX).toBe(32);
  });

  describe.each(withBody.map((route) => [route.method.toUpperCase(), route.path, route] as const))(
    "%s %s",
    (_method, _path, route) => {
      const keys = route.idempotency === "required" ? [randomUUID()] : [undefined, randomUUID()];

      it("N9 refuses thousands of levels and one more than 32, with and without a key", async () => {
        const token = await tokenFor(route);
        for (const key of keys) {
          for (const levels of [DEPTH_MAX + 1, THOUSANDS]) {
            for (const shape of SHAPES) {
              const body = nested(levels, shape);
              expect(await send(route, { token, body, key })).toEqual(TOO_DEEP);
            }
          }
        }
      });

      it("N9 judges 32 levels by its schema, and under a key that a deeper body had", async () => {
        for (const key of keys) {
          const token = await tokenFor(route);
          await send(route, { token, key, body: nested(DEPTH_MAX + 1, lists) });
          const fits = await send(route, { token, key, body: nested(DEPTH_MAX, lists) });
          expect([204, 400]).toContain(fits.status);
          expect(fits.detail).not.toBe(TOO_DEEP.detail);
        }
      });
    },
  );
});
