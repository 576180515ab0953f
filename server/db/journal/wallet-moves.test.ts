import { describe, expect, test } from "@jest/globals";
import { parseEntry } from "../../journal/entry.js";
import { numberedFacts, type NumberedFact } from "../../journal/facts.js";
import { InvariantViolation } from "./invariant-violation.js";
import { walletMoves } from "./wallet-moves.js";

const AT = 1_800_000_000_000;

const rowsOf = (payloads: readonly string[]): NumberedFact[] =>
  numberedFacts(payloads.map((payload, i) => ({ n: i + 1, entry: parseEntry(payload) })));

const topUp = (id: string, available: number, authorised = 0): string =>
  `credited wallet/credit:${id} ${AT} 7 ${id} 500 top_up - ${available} ${authorised}`;
const paying = (kind: string, op: string, available: number, authorised: number): string =>
  `${kind} pay/${op}:p1 ${AT} 7 p1 400 h-p1 1 ${available} ${authorised}`;

describe("the moves of a wallet within one batch", () => {
  test("F4 are folded into its balance before and after the batch", () => {
    const rows = rowsOf([
      topUp("a", 500),
      paying("authorised", "authorise", 100, 400),
      topUp("b", 600, 400),
      paying("captured", "capture", 600, 0),
    ]);
    expect(walletMoves(rows)).toEqual([
      {
        memberNo: 7,
        balance: 600,
        balanceDelta: 600,
        authorised: 0,
        authorisedDelta: 0,
        mayBeNew: true,
      },
    ]);
  });

  // The first and the last balance fit together; only the entry between them is wrong.
  test("F4 an entry that does not follow is refused, also when the final sum is right", () => {
    const rows = rowsOf([topUp("a", 500), topUp("b", 900), topUp("c", 1500)]);
    expect(() => walletMoves(rows)).toThrow(InvariantViolation);
    expect(() => walletMoves(rows)).toThrow("entry 2 does not follow in wallet 7");
  });

  test("F4 an entry whose authorised amount does not follow is refused", () => {
    const rows = rowsOf([
      topUp("a", 500),
      paying("authorised", "authorise", 100, 300),
      paying("captured", "capture", 100, 0),
    ]);
    expect(() => walletMoves(rows)).toThrow("entry 2 does not follow in wallet 7");
  });

  const paid = (amount: number, available: number): string =>
    `paid pay/confirm:p1 ${AT} 1 p1 h-p1 7 ${amount} 4 - 1 1 9 12 ${available} 0`;

  test("F4 a payment in one step takes its amount", () => {
    expect(walletMoves(rowsOf([topUp("a", 500), paid(400, 100)]))).toEqual([
      expect.objectContaining({ balance: 100, balanceDelta: 100, authorised: 0 }),
    ]);
    const wrong = rowsOf([topUp("a", 500), paid(400, 200)]);
    expect(() => walletMoves(wrong)).toThrow("entry 2 does not follow in wallet 7");
  });

  test.each([
    ["free seats of a member without money", [paid(0, 0)], true],
    ["free seats of a member with money", [paid(0, 100)], false],
    ["a first top-up", [topUp("a", 500)], true],
    ["a second top-up", [topUp("b", 900)], false],
  ])("F4 %s: may the wallet be new? %#", (_, payloads, mayBeNew) => {
    expect(walletMoves(rowsOf(payloads))).toEqual([expect.objectContaining({ mayBeNew })]);
  });
});
