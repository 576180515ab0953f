import { expect, test } from "@jest/globals";
import { isErrorCode } from "../../client-sdk/protocol/errors.js";
import { ASK_WORDS, isAskWord } from "./ask-words.js";

test("N9 no word that a script asks its wrapper with is a code that clients see", () => {
  expect(ASK_WORDS.filter(isErrorCode)).toEqual([]);
  expect(isAskWord("MORE")).toBe(true);
  expect(isAskWord("SEAT_TAKEN")).toBe(false);
});
