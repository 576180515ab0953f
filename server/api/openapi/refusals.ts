// Every error code is a response with a name. An operation points at it; where several of its codes
// have one status, their response lists them, each with its example.
import { ERROR_ADVICE } from "../../../client-sdk/protocol/error-advice.js";
import { ERRORS, type ErrorCode } from "../../../client-sdk/protocol/errors.js";
import { AppError, toProblem } from "../../errors.js";
import type { Route } from "../kernel/route.js";
import { headerRefs, type HeaderName } from "./headers.js";
import type { Json } from "./schemas.js";

const PROBLEM_TYPE = "application/problem+json";
const CODES = Object.keys(ERRORS) as ErrorCode[];

/** Refusals that say more than their code, for their examples. */
const SAMPLES: Readonly<Partial<Record<ErrorCode, ConstructorParameters<typeof AppError>[1]>>> = {
  VALIDATION: { errors: [{ pointer: "/email", message: "must be an e-mail address" }] },
  LAYOUT_INVALID: {
    errors: [{ pointer: "/sections/0/rows/0", message: "needs either seats or count" }],
  },
  INVALID_STATE: { meta: { from: "draft", to: "approved" } },
  SEAT_TAKEN: { meta: { seatIds: ["Stalls-A-1"], alternatives: ["Stalls-A-3", "Stalls-B-1"] } },
  SEAT_UNKNOWN: { meta: { seatIds: ["Stalls-Z-99"] } },
  AREA_UNKNOWN: { meta: { areaId: "balcony" } },
  OUT_OF_STOCK: { meta: { left: 1 } },
  LIMIT_REACHED: { meta: { limit: 4 } },
  SALE_NOT_OPEN: { meta: { opensAt: 1_799_575_200_000 } },
  NOT_READY: { meta: { down: ["mysql"], checks: { mysql: "down", redis: "up" } } },
};

/** The codes an operation may answer: its own and those of the door in front of it. */
export function codesOf(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>(["VALIDATION", "UNAUTHENTICATED", "TOKEN_EXPIRED"]);
  if (Array.isArray(route.access)) codes.add("FORBIDDEN");
  if (route.method !== "get") BODY_CODES.forEach((code) => codes.add(code));
  if (route.idempotency === "required") codes.add("IDEMPOTENCY_KEY_REQUIRED");
  if (route.idempotency !== "none") KEY_CODES.forEach((code) => codes.add(code));
  if (route.isRateLimited || route.isPolled) codes.add("RATE_LIMITED");
  return [...codes, ...route.errors, "INTERNAL", "SERVER_BUSY"];
}

const BODY_CODES = [
  "INVALID_JSON",
  "REQUEST_TIMEOUT",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
] as const;
const KEY_CODES = ["IDEMPOTENCY_IN_FLIGHT", "IDEMPOTENCY_KEY_REUSED"] as const;

/** The refusals of an operation, by status. */
export function refusalResponses(codes: readonly ErrorCode[]): Readonly<Record<string, Json>> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => {
      const [only = ""] = list;
      const isOne = list.length === 1;
      return [status, isOne ? { $ref: `#/components/responses/${only}` } : responseOf(list)];
    }),
  );
}

/** `components.responses`: one for each code of the table. */
export const namedRefusals = (): Readonly<Record<string, Json>> =>
  Object.fromEntries(CODES.map((code) => [code, responseOf([code])]));

/** `components.examples`: the body of each refusal. */
export const namedProblems = (): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    CODES.map((code) => [code, { summary: ERRORS[code].title, value: sampleProblem(code) }]),
  );

const sampleProblem = (code: ErrorCode): unknown =>
  toProblem(
    new AppError(code, SAMPLES[code]),
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "/api/v1/reservations",
  );

function responseOf(codes: readonly ErrorCode[]): Json {
  return {
    description: codes.map((code) => descriptionOf(code, codes.length > 1)).join("\n"),
    headers: headerRefs(headersOf(codes)),
    content: {
      [PROBLEM_TYPE]: {
        schema: {
          allOf: [{ $ref: "#/components/schemas/Problem" }],
          properties: { code: { type: "string", enum: codes } },
        },
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  };
}

function descriptionOf(code: ErrorCode, isOneOfMany: boolean): string {
  const [wrong, todo] = ERROR_ADVICE[code];
  const { title, retry } = ERRORS[code];
  const text = `\`${code}\` ${title}. ${wrong} ${todo} (retry: ${retry})`;
  return isOneOfMany ? `- ${text}` : text;
}

function headersOf(codes: readonly ErrorCode[]): HeaderName[] {
  const isLater = codes.some((code) => ERRORS[code].retry === "later");
  const isUnknown = codes.some((code) => ERRORS[code].status === 401);
  return [
    ...(isLater ? (["Retry-After"] as const) : []),
    ...(isUnknown ? (["WWW-Authenticate"] as const) : []),
    ...(codes.includes("METHOD_NOT_ALLOWED") ? (["Allow"] as const) : []),
  ];
}
