import { describe, expect, it } from "@jest/globals";
import { parseEntry } from "../../journal/entry.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { JournalledEntry } from "../duty/duty.js";
import { SaleWatch } from "./sale-watch.js";
import { RecordedBroadcast } from "../../../testing/kit/recorded-broadcast.js";

const journalled = (payload: string): JournalledEntry => ({
  ...{ generation: 1, n: 1, payload },
  entry: parseEntry(payload),
});
const policy = (at: number, state: string, unsold = 50): JournalledEntry =>
  journalled(`sale show/policy:o ${at} 1 ${state} fifo 500 6000 300000 600000 4 0 0 0 ${unsold}`);
const sold = (unsold: number): JournalledEntry =>
  journalled(`sold pay/confirm:p 1 1 p h 7 500 3 - 1 1 ${unsold} 7`);

const stage = () => {
  const broadcast = new RecordedBroadcast();
  const opensAt = [{ id: 1, salesOpenAt: 1000 } as Showtime];
  const sales = new SaleWatch({ broadcast, showtimes: () => opensAt });
  const sent = () => broadcast.of("sale:changed", "show:1");
  return { sales, sent };
};

describe("the signals of a sale", () => {
  it("have the whole policy after a change, and the state scheduled before it opens", () => {
    const { sales, sent } = stage();
    sales.take([policy(999, "open"), policy(1000, "open"), policy(1001, "paused")]);
    expect(sent().map(({ state }) => state)).toEqual(["scheduled", "open", "paused"]);
    expect(sent()[0]).toEqual({
      ...{ showtimeId: "1", state: "scheduled", soldOut: false, mode: "fifo", maxActive: 500 },
      ...{ perMinute: 6000, holdMs: 300_000, sessionMs: 600_000, maxPerUser: 4 },
    });
  });

  it("say once that it opens by the clock, and nothing of the state that is seen first", () => {
    const { sales, sent } = stage();
    for (const state of ["scheduled", "scheduled", "open", "open"] as const) {
      sales.ticked(1, { state, unsold: 50 });
    }
    expect(sent()).toEqual([{ showtimeId: "1", state: "open", soldOut: false }]);
  });

  it("C6 say that it is sold out, with the last sale, and that a seat is free again", () => {
    const { sales, sent } = stage();
    sales.ticked(1, { state: "open", unsold: 2 });
    sales.take([sold(1), sold(0), sold(0)]);
    sales.ticked(1, { state: "open", unsold: 0 });
    expect(sent()).toEqual([{ showtimeId: "1", state: "open", soldOut: true }]);
    sales.take([journalled("cancelled pay/cancel:p 1 1 p h 7 r 500 3 - 1 0 1 -")]);
    expect(sent().at(-1)).toEqual({ showtimeId: "1", state: "open", soldOut: false });
  });

  it("say nothing of a forgotten showtime until its state was seen again", () => {
    const { sales, sent } = stage();
    sales.ticked(1, { state: "scheduled", unsold: 2 });
    sales.forgetOthers(() => false);
    sales.ticked(1, { state: "open", unsold: 2 });
    expect(sent()).toEqual([]);
  });
});
