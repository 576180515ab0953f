import { describe, expect, test } from "@jest/globals";
import {
  ENTRY_KINDS,
  fieldsOf,
  hasFields,
  isAbout,
  JOURNAL_TABLE,
  luaFieldName,
  parseEntry,
} from "./entry.js";

const AT = 1_800_000_000_000;
const HELD = `held seat/hold:h ${AT} 1 h 7 9 4,5 - - 2 200 ${AT} ${AT} 2 -`;

describe("the table of the journal", () => {
  test("N9 is what an entry is read by: its fields in their order, with their types", () => {
    expect(parseEntry(HELD)).toEqual({
      kind: "held",
      op: "seat/hold:h",
      at: AT,
      showtime: 1,
      holdId: "h",
      memberNo: 7,
      place: 9,
      seats: [4, 5],
      freed: [],
      area: undefined,
      quantity: 2,
      total: 200,
      deadlineAt: AT,
      madeAt: AT,
      count: 2,
      stock: undefined,
    });
    const [, , , ...fields] = Object.keys(parseEntry(HELD));
    expect(fields).toEqual(fieldsOf("held"));
  });

  test.each([
    ["a field too few", HELD.replace(/ -$/, ""), "entry too short: held"],
    ["a field too many", `${HELD} 1`, "entry too long: held"],
    ["an empty field", HELD.replace(" h ", "  "), "entry too short: held"],
    ["a number that is none", HELD.replace(" 7 ", " x "), "not a whole number: x"],
    ["a fraction", HELD.replace(" 7 ", " 1.5 "), "not a whole number: 1.5"],
    ["an unknown kind", HELD.replace("held", "kept"), "unknown kind of entry: kept"],
    ["a kind that every object has", HELD.replace("held", "toString"), "unknown kind of entry"],
    [
      "a word that the field cannot be",
      `ended seat/release:o ${AT} 1 h 7 freed 4 - 1 0 -`,
      "not one of released, expired: freed",
    ],
  ])("N9 refuses %s", (_, payload, problem) => {
    expect(() => parseEntry(payload)).toThrow(problem);
  });

  test("N9 says what an entry is about and which fields it has", () => {
    const held = parseEntry(HELD);
    expect([isAbout(held, "showtime"), isAbout(held, "wallet")]).toEqual([true, false]);
    expect(hasFields(held, "holdId", "quantity")).toBe(true);
    expect(hasFields(held, "holdId", "payId")).toBe(false);
    for (const kind of ENTRY_KINDS) {
      const isOfShowtime = ["showtime", "payment"].includes(JOURNAL_TABLE[kind].of);
      expect(fieldsOf(kind)[0] === "showtime").toBe(isOfShowtime);
    }
  });

  test("N9 knows what the scripts call a field", () => {
    const names = fieldsOf("sale").map(luaFieldName);
    expect(names).toEqual(expect.arrayContaining(["hold_ms", "max_per_user", "paused_from"]));
  });
});
