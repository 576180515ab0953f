import { expect, test } from "@jest/globals";
import { AnswerJudge, type JudgedAnswer } from "./answer-judge.js";

const judge = new AnswerJudge();

const WALLET = { balance: 5, authorised: 0, available: 5, currency: "KRW" };
const problem = (status: number, code: string) => ({
  ...{ type: `/errors/${code}`, title: "t", status, code, detail: "d", instance: "/api/v1" },
  ...{ requestId: "r", retry: "never" },
});

const answer = (change: Partial<JudgedAnswer> & { readonly type?: string } = {}): JudgedAnswer => ({
  method: "GET",
  path: "/api/v1/members/me/wallet",
  status: 200,
  headers: new Headers({ "Content-Type": change.type ?? "application/json; charset=utf-8" }),
  body: WALLET,
  ...change,
});

const refused = (status: number, code: string): JudgedAnswer =>
  answer({ status, body: problem(status, code), type: "application/problem+json" });

test("N7 accepts an answer as documented, also with only the chosen fields", () => {
  expect(judge.problems(answer())).toEqual([]);
  expect(judge.problems(refused(404, "MEMBER_NOT_FOUND"))).toEqual([]);
  const part = { path: "/api/v1/members/me/wallet?fields=balance", body: { balance: 5 } };
  expect(judge.problems(answer(part))).toEqual([]);
  const gone = { method: "DELETE", path: "/api/v1/members/me", status: 204, body: {} };
  expect(judge.problems(answer({ ...gone, headers: new Headers() }))).toEqual([]);
});

test.each([
  ["a status", answer({ status: 201 }), "status 201 is not documented"],
  ["a code", refused(404, "SEAT_UNKNOWN"), "allowed values"],
  ["a field", answer({ body: { ...WALLET, pin: 1 } }), "additional properties"],
  ["a missing field", answer({ body: { balance: 5 } }), "required property 'authorised'"],
  ["a wrong type", answer({ body: { ...WALLET, balance: "5" } }), "must be integer"],
  ["a currency of another form", answer({ body: { ...WALLET, currency: "won" } }), "pattern"],
  ["a body of another type", answer({ type: "text/plain" }), "text/plain is not documented"],
  [
    "a body where there is none",
    answer({ method: "DELETE", path: "/api/v1/members/me", status: 204 }),
    "there is a body",
  ],
  [
    "a header",
    answer({ headers: new Headers({ "Content-Type": "application/json", "Retry-After": "1" }) }),
    "retry-after is not documented",
  ],
  ["an operation", answer({ method: "PATCH" }), "an operation that is not documented"],
])("N7 finds %s that is not documented", (_what, given, complaint) => {
  expect(judge.problems(given).join("\n")).toContain(complaint);
});

test("N7 accepts only a refusal for an operation that is not documented", () => {
  expect(judge.problems({ ...refused(404, "NOT_FOUND"), path: "/api/v1/nothing" })).toEqual([]);
  expect(judge.problems(answer({ path: "/api/v1/nothing" }))).not.toEqual([]);
});
