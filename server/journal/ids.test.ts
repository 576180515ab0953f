import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createHash } from "node:crypto";
import {
  holdIdOf,
  importIdOf,
  payIdOf,
  refundIdOf,
  showtimeOfHold,
  ticketIdOf,
  topUpIdOf,
} from "./ids.js";

const UUID_8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const showtimes = fc.integer({ min: 0, max: 0xffff_ffff });

describe("ids", () => {
  it("E1 a hold's id is a UUID of version 8 that contains its showtime", () => {
    fc.assert(
      fc.property(showtimes, fc.string(), fc.string(), (showtime, member, op) => {
        const id = holdIdOf(showtime, member, op);
        expect(id).toMatch(UUID_8);
        expect(showtimeOfHold(id)).toBe(showtime);
        expect(holdIdOf(showtime, member, op)).toBe(id);
      }),
    );
  });

  it("E1 the rest of a hold's id is a hash of member and operation", () => {
    const hash = createHash("sha256").update("hold\0m\0op").digest("hex");
    const id = holdIdOf(42, "m", "op").replaceAll("-", "");
    expect(id.slice(0, 8)).toBe("0000002a");
    expect(id.slice(8, 12)).toBe(hash.slice(0, 4));
    expect(id.slice(20)).toBe(hash.slice(11, 23));
  });

  it("E1 refuses a hold's id for a showtime outside 32 bits", () => {
    for (const showtime of [-1, 2 ** 32, 1.5, Number.NaN]) {
      expect(() => holdIdOf(showtime, "m", "op")).toThrow(RangeError);
    }
  });

  it.each([
    "",
    "hold",
    "0000002a-0000-4000-8000-000000000000",
    "0000002A-0000-8000-8000-000000000000",
  ])("E1 %p is not the id of a hold", (text) => {
    expect(showtimeOfHold(text)).toBeUndefined();
  });

  it("G5 ids of different kinds, members or keys differ, also where their parts join alike", () => {
    const ids = [
      payIdOf("a", "bc"),
      payIdOf("ab", "c"),
      topUpIdOf("a", "bc"),
      importIdOf("a"),
      refundIdOf("a"),
      ticketIdOf("a", 0),
      ticketIdOf("a", 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
    expect(payIdOf("a", "bc")).toBe(payIdOf("a", "bc"));
  });
});
