import { expect, test } from "@jest/globals";
import { appliedKinds, journalCalls, journalProblems } from "./journal-calls.js";

const HELD = `journal('held seat/hold:' .. hold_id .. ' ' .. made .. ' ' .. showtime .. ' '
  .. hold_id .. ' ' .. member .. ' ' .. place .. ' ' .. seats .. ' - ' .. area .. ' ' .. quantity
  .. ' ' .. total .. ' ' .. deadline .. ' ' .. made .. ' ' .. count .. ' ' .. stock)`;
const ENDED =
  "append('ended', r and 'seat/release:' .. op or 'seat/expire:' .. id, showtime, hold_id," +
  " hold.member, r and 'released' or 'expired', seats, area, quantity, count, stock)";
const QUEUE = "append('queue', 'queue/tick:' .. showtime, showtime, whole(next_place), head)";
const SETTLED =
  "append(c and 'captured' or 'voided', (c and 'pay/capture:' or 'pay/void:') .. pay_id, member," +
  " pay_id, whole(auth.amount), auth.reservation_id, auth.showtime, available, authorised)";

const problemsOf = (text: string): readonly string[] =>
  journalProblems(new Map([["seat/hold", text]]))
    .filter((problem) => problem.startsWith("lua/seat/hold.lua "))
    .map((problem) => problem.replace("lua/seat/hold.lua ", ""));

test("N9 reads what a script appends, also where it puts the payload together by hand", () => {
  expect(journalCalls(QUEUE)).toEqual([
    {
      kinds: ["queue"],
      ops: ["queue/tick"],
      fields: [{ name: "showtime" }, { name: "next_place" }, { name: "head" }],
    },
  ]);
  const [held] = journalCalls(HELD);
  expect(held).toMatchObject({ kinds: ["held"], ops: ["seat/hold"] });
  expect(held?.fields[5]).toEqual({ words: ["-"] });
  expect(held?.fields).toHaveLength(13);
});

test("N9 takes calls that give the fields of the table in their order", () => {
  expect([HELD, ENDED, QUEUE, SETTLED].flatMap(problemsOf)).toEqual([]);
});

test.each([
  ["a field too few", HELD, [" .. ' ' .. stock", ""], "held with 12 fields for 13"],
  ["a field too many", QUEUE, ["head", "head, waiting"], "queue with 4 fields for 3"],
  ["two fields in the wrong order", ENDED, ["count, stock", "stock, count"], "stock for count"],
  ["a word that the field cannot be", ENDED, ["'released'", "'freed'"], "freed|expired for status"],
  ["nothing where there must be a field", QUEUE, ["head", "'-'"], "queue with - for head"],
  ["another operation", QUEUE, ["queue/tick", "queue/call"], "queue as queue/call"],
  ["another kind", SETTLED, ["'voided'", "'undone'"], "undone, which the table does not have"],
] as const)("N9 finds %s", (_, text, [from, to], problem) => {
  expect(text).toContain(from);
  expect(problemsOf(text.replace(from, to)).join("; ")).toContain(problem);
});

test("N9 reads from which fields an entry is put back, and finds another order", () => {
  const apply = "function APPLY.queue(next_place, head) put(next_place, head) end";
  expect(appliedKinds(apply)).toEqual(new Map([["queue", ["next_place", "head"]]]));
  expect(problemsOf(apply)).toEqual([]);
  expect(problemsOf("function APPLY.queue(_, head) put(head) end")).toEqual([]);
  expect(problemsOf("function APPLY.queue(head, next_place) put(head) end")).toEqual([
    "puts queue back with head for next_place",
    "puts queue back with next_place for head",
  ]);
  expect(problemsOf("function APPLY.queue(next_place, head, tick) put(tick) end")).toEqual([
    "puts queue back from 3 fields of 2",
  ]);
});

test("N9 finds a kind or an operation of the table that no script has", () => {
  const missing = journalProblems(new Map([["queue/tick", QUEUE]]));
  expect(missing).toContain("no script appends queue as queue/recover");
  expect(missing).not.toContain("no script appends queue as queue/tick");
  expect(missing).toContain("no script puts queue back");
});
