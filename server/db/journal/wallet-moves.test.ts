import { describe, expect, test } from "@jest/globals";
import { parseEntry } from "../../journal/entry.js";
import { InvariantViolation } from "./invariant-violation.js";
import type { JournalRow } from "./journal-row.js";
import { walletMoves } from "./wallet-moves.js";

const AT = 1_800_000_000_000;

const rowsOf = (payloads: readonly string[]): JournalRow[] =>
  payloads.map((payload, i) => {
    const entry = parseEntry(payload);
    return { generation: 1, n: i + 1, payload, chain: "-", entry };
  });

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
});
