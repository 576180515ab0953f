import { createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";
import { AppError } from "../errors.js";
import { Secret } from "../config/secret.js";
import { createAccessTokens, type AccessTokenOptions } from "./access-tokens.js";
import type { Actor } from "./actor.js";
import { signingKeys } from "./signing-keys.js";

const KEY = "a-key-for-tests-with-more-than-32-bytes";
const NEW_KEY = "the-next-key-for-tests-with-32-bytes-or-more";
const START = Date.UTC(2026, 0, 1);
const ACTOR: Actor = {
  memberId: "0190a000-0000-7000-8000-000000000001",
  memberNo: 7,
  role: "organiser",
  sessionId: "0190a000-0000-7000-8000-000000000002",
};

function tokensAt(clock: { now: number }, options: Partial<AccessTokenOptions> = {}) {
  return createAccessTokens({
    keys: signingKeys(new Secret(KEY)),
    accessTokenSeconds: 60,
    now: () => clock.now,
    ...options,
  });
}

function codeOf(verify: () => unknown): string {
  try {
    verify();
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

test("A6 an access token identifies the caller until it ends, to the second", async () => {
  const clock = { now: START };
  const tokens = tokensAt(clock);
  const { token, expiresInSeconds } = tokens.sign(ACTOR);
  expect(expiresInSeconds).toBe(60);
  expect(tokens.verify(token)).toEqual({ actor: ACTOR, expiresAt: START + 60_000 });
  clock.now = START + 59_999;
  expect(tokens.verify(token).actor.memberNo).toBe(7);
  expect(tokensAt(clock).verify(token).actor.memberNo).toBe(7);
  clock.now = START + 60_000;
  expect(codeOf(() => tokens.verify(token))).toBe("TOKEN_EXPIRED");
  expect(codeOf(() => tokensAt(clock).verify(token))).toBe("TOKEN_EXPIRED");
});

test("A6 both keys verify while one replaces the other, and only the new one signs", async () => {
  const clock = { now: START };
  const before = tokensAt(clock);
  const [key, newKey] = [new Secret(KEY), new Secret(NEW_KEY)];
  const during = tokensAt(clock, { keys: signingKeys(newKey, key) });
  const after = tokensAt(clock, { keys: signingKeys(newKey) });
  const old = before.sign(ACTOR).token;
  expect(during.verify(old).actor).toEqual(ACTOR);
  expect(after.verify(during.sign(ACTOR).token).actor).toEqual(ACTOR);
  expect(codeOf(() => after.verify(old))).toBe("UNAUTHENTICATED");
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
  ["a line break at its end", `${good}\n`],
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

test.each(FORGERIES)("A9 refuses an access token with %s", async (_what, token) => {
  const tokens = tokensAt({ now: START });
  expect(codeOf(() => tokens.verify(token))).toBe("UNAUTHENTICATED");
});

test("A9 takes one spelling of a signature, not others that decode to the same", async () => {
  const tokens = tokensAt({ now: START });
  expect(tokens.verify(good).actor.memberNo).toBe(7);
  const spellings = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map(
    (last) => `${goodHeader}.${goodClaims}.${lastSeal}${last}`,
  );
  const codes = spellings.map((token) => codeOf(() => tokens.verify(token)));
  expect(spellings.filter((_, index) => codes[index] === "OK")).toEqual([good]);
});

test("A9 an expired token with a wrong signature is UNAUTHENTICATED", async () => {
  const clock = { now: START + 3_600_000 };
  const claims = { ...CLAIMS };
  expect(codeOf(() => tokensAt(clock).verify(forge(HEADER, claims)))).toBe("TOKEN_EXPIRED");
  const forged = forge(HEADER, claims, NEW_KEY);
  expect(codeOf(() => tokensAt(clock).verify(forged))).toBe("UNAUTHENTICATED");
});

test("A9 keeps a bounded number of verified tokens, and none that it refused", async () => {
  const clock = { now: START };
  const tokens = tokensAt(clock, { cacheMax: 2 });
  const issued = await Promise.all(
    [1, 2, 3].map(async (memberNo) => tokens.sign({ ...ACTOR, memberNo }).token),
  );
  const numbers: number[] = [];
  for (const token of [...issued, ...issued]) {
    numbers.push(tokens.verify(token).actor.memberNo);
  }
  expect(numbers).toEqual([1, 2, 3, 1, 2, 3]);
});

test("A9 verifies the signature of a token once while it is in the cache", async () => {
  const tokens = tokensAt({ now: START }, { cacheMax: 2 });
  const sign = (memberNo: number) => tokens.sign({ ...ACTOR, memberNo }).token;
  const [one, two, three] = [sign(1), sign(2), sign(3)];
  const verified = tokens.verify(one);
  expect(tokens.verify(one)).toBe(verified);
  tokens.verify(two);
  expect(tokens.verify(one)).toBe(verified);
  tokens.verify(three);
  tokens.verify(two);
  expect(tokens.verify(one)).not.toBe(verified);
});
