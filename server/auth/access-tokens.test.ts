import { createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";
import { createTokens, type TokenOptions } from "./access-tokens.js";
import type { Actor } from "./actor.js";
import { AppError } from "../errors.js";
import { Secret } from "../config/secret.js";

const KEY = "a-key-for-tests-with-more-than-32-bytes";
const NEW_KEY = "the-next-key-for-tests-with-32-bytes-or-more";
const START = Date.UTC(2026, 0, 1);
const ACTOR: Actor = {
  memberId: "0190a000-0000-7000-8000-000000000001",
  memberNo: 7,
  role: "organiser",
  sessionId: "0190a000-0000-7000-8000-000000000002",
};
const PLACE = { memberNo: 7, showtime: 42, place: 1_000_001, generation: 3 };

function tokensAt(clock: { now: number }, options: Partial<TokenOptions> = {}) {
  return createTokens({
    secret: new Secret(KEY),
    accessTokenSeconds: 60,
    now: () => clock.now,
    ...options,
  });
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "OK";
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const HEADER = { alg: "HS256", typ: "at+jwt" };
const CLAIMS = {
  aud: "onsale",
  sub: ACTOR.memberId,
  no: 7,
  role: "member",
  sid: "s",
  iat: START / 1000,
  exp: START / 1000 + 60,
};

function forge(header: object, claims: object, key = KEY): string {
  const body = `${part(header)}.${part(claims)}`;
  return `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;
}

test("A6 an access token says who asks until it ends, on the very second", () => {
  const clock = { now: START };
  const tokens = tokensAt(clock);
  const { token, expiresInSeconds } = tokens.signAccess(ACTOR);
  expect(expiresInSeconds).toBe(60);
  expect(tokens.verifyAccess(token)).toEqual({ ...ACTOR, expiresAt: START + 60_000 });
  clock.now = START + 59_999;
  expect(tokens.verifyAccess(token).memberNo).toBe(7);
  clock.now = START + 60_000;
  expect(codeOf(() => tokens.verifyAccess(token))).toBe("TOKEN_EXPIRED");
  expect(codeOf(() => tokensAt(clock).verifyAccess(token))).toBe("TOKEN_EXPIRED");
});

test("A6 both keys verify while one replaces the other, and only the new one signs", () => {
  const clock = { now: START };
  const before = tokensAt(clock);
  const during = tokensAt(clock, {
    secret: new Secret(NEW_KEY),
    previousSecret: new Secret(KEY),
  });
  const after = tokensAt(clock, { secret: new Secret(NEW_KEY) });
  const old = before.signAccess(ACTOR).token;
  expect(during.verifyAccess(old).memberId).toBe(ACTOR.memberId);
  expect(during.verifyPlace(before.signPlace(PLACE))).toEqual(PLACE);
  expect(after.verifyAccess(during.signAccess(ACTOR).token).memberNo).toBe(7);
  expect(codeOf(() => after.verifyAccess(old))).toBe("UNAUTHENTICATED");
});

const good = forge(HEADER, CLAIMS);
const [goodHeader = "", goodClaims = "", goodSeal = ""] = good.split(".");
const lastSeal = goodSeal.slice(0, -1);

const FORGERIES: readonly (readonly [string, string])[] = [
  ["an empty text", ""],
  ["no signature", `${goodHeader}.${goodClaims}.`],
  ["two parts", `${goodHeader}.${goodClaims}`],
  ["four parts", `${good}.x`],
  ["alg none", `${part({ alg: "none", typ: "at+jwt" })}.${goodClaims}.`],
  ["alg None signed", forge({ alg: "None", typ: "at+jwt" }, CLAIMS)],
  ["alg RS256 signed as HMAC", forge({ alg: "RS256", typ: "at+jwt" }, CLAIMS)],
  ["alg HS512", forge({ alg: "HS512", typ: "at+jwt" }, CLAIMS)],
  ["another typ", forge({ alg: "HS256", typ: "JWT" }, CLAIMS)],
  ["no typ", forge({ alg: "HS256" }, CLAIMS)],
  ["a kid that is a path", forge({ ...HEADER, kid: "../../dev/null" }, CLAIMS)],
  ["a jku", forge({ ...HEADER, jku: "https://example.com/keys" }, CLAIMS)],
  ["a jwk", forge({ ...HEADER, jwk: { kty: "oct", k: "AA" } }, CLAIMS)],
  ["another key", forge(HEADER, CLAIMS, NEW_KEY)],
  ["an empty key", forge(HEADER, CLAIMS, "")],
  ["changed claims", `${goodHeader}.${part({ ...CLAIMS, role: "admin" })}.${goodSeal}`],
  ["a cut signature", `${goodHeader}.${goodClaims}.${goodSeal.slice(0, 20)}`],
  ["a longer signature", `${good}A`],
  ["a padded signature", `${good}=`],
  ["another audience", forge(HEADER, { ...CLAIMS, aud: "other" })],
  ["a list of audiences", forge(HEADER, { ...CLAIMS, aud: ["onsale"] })],
  ["no end", forge(HEADER, { ...CLAIMS, exp: undefined })],
  ["an end that is a text", forge(HEADER, { ...CLAIMS, exp: "9999999999" })],
  ["made in the future", forge(HEADER, { ...CLAIMS, iat: START / 1000 + 61 })],
  ["not valid yet", forge(HEADER, { ...CLAIMS, nbf: START / 1000 + 61 })],
  ["an unknown role", forge(HEADER, { ...CLAIMS, role: "root" })],
  ["no member number", forge(HEADER, { ...CLAIMS, no: undefined })],
  ["a member number that is a text", forge(HEADER, { ...CLAIMS, no: "7" })],
  ["no session", forge(HEADER, { ...CLAIMS, sid: "" })],
  ["claims that are null", forge(HEADER, null as unknown as object)],
  ["8 KB", forge(HEADER, { ...CLAIMS, pad: "x".repeat(8192) })],
];

test.each(FORGERIES)("A9 refuses an access token with %s", (_what, token) => {
  const tokens = tokensAt({ now: START });
  expect(codeOf(() => tokens.verifyAccess(token))).toBe("UNAUTHENTICATED");
});

test("A9 takes the one spelling of a signature, not its equals in base64url", () => {
  const tokens = tokensAt({ now: START });
  expect(tokens.verifyAccess(good).memberNo).toBe(7);
  const spellings = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    .map((last) => `${goodHeader}.${goodClaims}.${lastSeal}${last}`)
    .filter((token) => codeOf(() => tokens.verifyAccess(token)) === "OK");
  expect(spellings).toEqual([good]);
});

test("A9 an expired token with a wrong signature is no token, not an expired one", () => {
  const clock = { now: START + 3_600_000 };
  const claims = { ...CLAIMS };
  expect(codeOf(() => tokensAt(clock).verifyAccess(forge(HEADER, claims)))).toBe("TOKEN_EXPIRED");
  const forged = forge(HEADER, claims, NEW_KEY);
  expect(codeOf(() => tokensAt(clock).verifyAccess(forged))).toBe("UNAUTHENTICATED");
});

test("A9 keeps a bounded number of verified tokens, and none that it refused", () => {
  const clock = { now: START };
  const tokens = tokensAt(clock, { cacheMax: 2 });
  const issued = [1, 2, 3].map((memberNo) => tokens.signAccess({ ...ACTOR, memberNo }).token);
  const numbers = [...issued, ...issued].map((token) => tokens.verifyAccess(token).memberNo);
  expect(numbers).toEqual([1, 2, 3, 1, 2, 3]);
});

test("C2 a queue token carries member, showtime, place and generation, and is compact", () => {
  const tokens = tokensAt({ now: START });
  const token = tokens.signPlace(PLACE);
  expect(tokens.verifyPlace(token)).toEqual(PLACE);
  expect(token).toHaveLength(55);
  expect(tokens.signPlace(PLACE)).toBe(token);
});

test("C7 refuses a queue token with any character changed, cut or added", () => {
  const tokens = tokensAt({ now: START });
  const token = tokens.signPlace(PLACE);
  const changed = [...token].map((letter, at) =>
    [token.slice(0, at), letter === "A" ? "B" : "A", token.slice(at + 1)].join(""),
  );
  for (const wrong of [
    ...changed,
    token.slice(1),
    `${token}A`,
    "",
    "x".repeat(9000),
    `${token}=`,
  ]) {
    expect(codeOf(() => tokens.verifyPlace(wrong))).toBe("INVALID_QUEUE_TOKEN");
  }
});

test("C7 an access token is no queue token, and a queue token no access token", () => {
  const tokens = tokensAt({ now: START });
  const access = tokens.signAccess(ACTOR).token;
  expect(codeOf(() => tokens.verifyPlace(access))).toBe("INVALID_QUEUE_TOKEN");
  expect(codeOf(() => tokens.verifyAccess(tokens.signPlace(PLACE)))).toBe("UNAUTHENTICATED");
});
