import { expect, test } from "@jest/globals";
import { newRefreshToken, refreshHash } from "./refresh-tokens.js";

test("A6 a refresh token has 256 random bits, and its hash does not reveal it", () => {
  const [one, two] = [newRefreshToken(), newRefreshToken()];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, "base64url")).toHaveLength(32);
  expect(refreshHash(one)).toEqual(refreshHash(one));
  expect(refreshHash(one)).not.toEqual(refreshHash(two));
  expect(refreshHash(one)).toHaveLength(32);
  expect(refreshHash(one)).not.toEqual(Buffer.from(one, "base64url"));
});
