import { expect, test } from "@jest/globals";
import { AppError } from "../errors.js";
import { Secret } from "../config/secret.js";
import { createAccessTokens } from "./access-tokens.js";
import { createQueueTokens } from "./queue-tokens.js";
import { signingKeys } from "./signing-keys.js";

const KEY = new Secret("a-key-for-tests-with-more-than-32-bytes");
const NEW_KEY = new Secret("the-next-key-for-tests-with-32-bytes-or-more");
const PLACE = { memberNo: 7, showtime: 42, place: 1_000_001, generation: 3 };

const keys = signingKeys(KEY);
const tokens = createQueueTokens(keys);

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "OK";
}

test("A6 queue tokens of both keys are good during a rotation, and the new one signs", () => {
  const during = createQueueTokens(signingKeys(NEW_KEY, KEY));
  const after = createQueueTokens(signingKeys(NEW_KEY));
  expect(during.verify(tokens.sign(PLACE))).toEqual(PLACE);
  expect(after.verify(during.sign(PLACE))).toEqual(PLACE);
  expect(codeOf(() => after.verify(tokens.sign(PLACE)))).toBe("INVALID_QUEUE_TOKEN");
});

test("C2 a queue token carries member, showtime, place and generation, and is compact", () => {
  const token = tokens.sign(PLACE);
  expect(tokens.verify(token)).toEqual(PLACE);
  expect(token).toHaveLength(55);
  expect(tokens.sign(PLACE)).toBe(token);
});

test("C7 refuses a queue token with any character changed, cut or added", () => {
  const token = tokens.sign(PLACE);
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
    expect(codeOf(() => tokens.verify(wrong))).toBe("INVALID_QUEUE_TOKEN");
  }
});

test("C7 an access token is no queue token, and a queue token no access token", async () => {
  const accessTokens = createAccessTokens({ keys, accessTokenSeconds: 60, now: () => 1_000_000 });
  const actor = { memberId: "m", memberNo: 7, role: "member", sessionId: "s" } as const;
  const access = accessTokens.sign(actor).token;
  expect(codeOf(() => tokens.verify(access))).toBe("INVALID_QUEUE_TOKEN");
  expect(codeOf(() => accessTokens.verify(tokens.sign(PLACE)))).toBe("UNAUTHENTICATED");
});
