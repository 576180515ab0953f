// The API's description, made from the very schemas that requests pass and answers are tested with.
import { BASE } from "../kernel/base.js";
import type { Route, Tag } from "../kernel/route.js";
import { namedHeaders, namedParameters } from "./headers.js";
import { BEARER, operationOf } from "./operation.js";
import "./problem-schema.js";
import { namedProblems, namedRefusals } from "./refusals.js";
import { namedSchemas, type Json } from "./schemas.js";

export interface OpenApiDocument extends Json {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Json>>;
}

const TAGS: Readonly<Record<Tag, string>> = {
  Accounts: "Sign-up, login and the tokens of a session.",
  Members: "A member's own data, and what administrators see of it.",
  Wallets: "Prepaid balance, top-ups and the ledger that explains it.",
  Performances: "What is presented, from draft to approval.",
  Showtimes: "The dates of a performance: seats, prices, times and the live sale.",
  "Waiting room": "Places in exact order of arrival.",
  Seats: "The live seat map.",
  Reservations: "Holds with a deadline, and what becomes of them.",
  Payments: "Paying a hold from the wallet.",
  Administration: "For administrators alone.",
};

const ABOUT = `A waiting room, a live seat map, holds with a deadline, a wallet and payment.

**Who asks.** \`POST ${BASE}/login\` answers an access token; send it as
\`Authorization: Bearer …\`.

**Errors** are \`application/problem+json\` (RFC 9457). Branch on \`code\`; \`retry\` says whether
the same call can succeed later. Each response below says what went wrong and what to do.

**Repeating a call.** With an \`Idempotency-Key\` the same call is done once and answered the same.
Calls that move money need one.

**Times** are ISO 8601 in UTC, spans end in Ms or Seconds. **Money** is a whole number in the
smallest unit of the currency. **Ids** are opaque strings.

**Lists** answer \`data\` and \`nextCursor\`; send it as \`cursor\` for the next page.

**Probes** ask \`GET /livez\` and \`GET /readyz\`, which need no token.

**New fields** may be added to answers at any time. Requests with unknown fields are refused.`;

const SECURITY_SCHEME = {
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description:
    "The access token of a login: a JWT with a short life, signed with HS256 and read as RFC8725 " +
    "asks: no other algorithm is taken, and every claim is checked.",
};

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info: {
      title: "Onsale",
      version: "1",
      summary: "Live ticket sales",
      description: ABOUT,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [
      {
        url: "/",
        description: "The server this document came from: local, test or production.",
        "x-internal": false,
      },
    ],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: pathsOf(routes),
    components: {
      securitySchemes: { [BEARER]: SECURITY_SCHEME },
      schemas: namedSchemas(),
      responses: namedRefusals(),
      examples: namedProblems(),
      headers: namedHeaders,
      parameters: namedParameters,
    },
  };
}

function pathsOf(routes: readonly Route[]): OpenApiDocument["paths"] {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const operations = (paths[`${BASE}${route.path}`] ??= {});
    operations[route.method] = operationOf(route);
  }
  return paths;
}
