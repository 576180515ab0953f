import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseEntry } from "./entry.js";
import { CommittedOutcomes } from "./committed-outcomes.js";

const payload = (id: string): string =>
  `credited wallet/credit:${id} 1800000000000 7 ${id} 100 top_up - 100 0`;
const op = (id: string): string => `wallet/credit:${id}`;

let notify: (shard: number, payloads: readonly string[]) => void;
let rows: Map<string, string>;
let asked: (readonly string[])[];
let isMysqlAway: boolean;
let listened: (readonly [shard: number, isListening: boolean])[];
let outcomes: CommittedOutcomes;

beforeEach(() => {
  rows = new Map();
  asked = [];
  listened = [];
  isMysqlAway = false;
  outcomes = new CommittedOutcomes({
    subscribe: (onPayloads) => {
      notify = onPayloads;
      return {
        listen: (shard, isListening) => void listened.push([shard, isListening]),
        close: () => (notify = () => undefined),
      };
    },
    readCommitted: async (_shard, ops) => {
      asked.push(ops);
      if (isMysqlAway) throw new Error("away");
      return ops.flatMap((name) => rows.get(name) ?? []);
    },
    askEveryMs: 5,
  });
});

afterEach(() => outcomes.close());

describe("an answer that must be durable", () => {
  test("comes with the notice that its batch is committed", async () => {
    const answer = outcomes.committed(0, op("a"));
    notify(0, [payload("b"), payload("a")]);
    expect(await answer).toMatchObject({ kind: "credited", creditId: "a", available: 100 });
  });

  test("goes to all who wait for that operation of that shard, and to no other", async () => {
    const [one, two] = [outcomes.committed(0, op("a")), outcomes.committed(0, op("a"))];
    const elsewhere = outcomes.committed(1, op("a"), 20);
    notify(0, [payload("a")]);
    expect(await Promise.all([one, two])).toMatchObject([{ creditId: "a" }, { creditId: "a" }]);
    expect(await elsewhere).toBeUndefined();
  });

  test("comes also when the notice came before the question", async () => {
    notify(0, [payload("a")]);
    expect(await outcomes.committed(0, op("a"))).toMatchObject({ creditId: "a" });
    expect(asked).toEqual([]);
  });

  test("N2 is kept for callers who come late: the last 5,000 notices, and no more", async () => {
    const notices = Array.from({ length: 5001 }, (_, at) => payload(`n${at}`));
    notify(0, notices);
    outcomes.close();
    expect(await outcomes.committed(0, op("n0"))).toBeUndefined();
    expect(await outcomes.committed(0, op("n1"))).toMatchObject({ creditId: "n1" });
    expect(await outcomes.committed(0, op("n5000"))).toMatchObject({ creditId: "n5000" });
  });

  test("comes directly from the worker of the same node, before or after the question", async () => {
    const [early, late] = [parseEntry(payload("a")), parseEntry(payload("b"))];
    outcomes.hear(0, [early]);
    const answer = outcomes.committed(0, op("b"));
    outcomes.hear(0, [late]);
    // The very entries: nothing is parsed twice.
    expect(await outcomes.committed(0, op("a"))).toBe(early);
    expect(await answer).toBe(late);
    expect(asked).toEqual([]);
  });

  test("N2 of a shard that this node serves is not heard through Redis meanwhile", () => {
    outcomes.serve(3, true);
    outcomes.serve(3, false);
    outcomes.close();
    outcomes.serve(3, true);
    expect(listened).toEqual([
      [3, false],
      [3, true],
    ]);
  });

  test("is read from MySQL when the notice was missed, for all callers in one query", async () => {
    rows.set(op("a"), payload("a")).set(op("b"), payload("b"));
    const answers = await Promise.all([
      outcomes.committed(0, op("a")),
      outcomes.committed(0, op("b")),
    ]);
    expect(answers).toMatchObject([{ creditId: "a" }, { creditId: "b" }]);
    expect(asked).toEqual([[op("a"), op("b")]]);
  });

  test("is read again after MySQL was unreachable", async () => {
    isMysqlAway = true;
    const answer = outcomes.committed(0, op("a"));
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    isMysqlAway = false;
    rows.set(op("a"), payload("a"));
    expect(await answer).toMatchObject({ creditId: "a" });
  });

  test("is undefined when the operation is not durable in time", async () => {
    expect(await outcomes.committed(0, op("a"), 20)).toBeUndefined();
  });

  test("is undefined for those who wait when the node stops", async () => {
    const answer = outcomes.committed(0, op("a"));
    outcomes.close();
    expect(await answer).toBeUndefined();
    expect(await outcomes.committed(0, op("b"))).toBeUndefined();
  });
});
