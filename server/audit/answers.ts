// I10: every payment that was answered "paid" is in MySQL, with its reservation, amount and member.
import { readFileSync } from "node:fs";
import type { Columns } from "../db/repositories/audit.js";
import type { ShardReplay } from "./replay.js";
import { expectedPayments } from "./sale-rows.js";
import type { Amount, HoldId, MemberNo, PayId } from "../journal/brands.js";

/** One answer "paid", as a client has written it down. */
export interface PaidAnswer {
  readonly paymentId: PayId;
  readonly reservationId: HoldId;
  readonly userId: string;
  readonly amount: Amount;
}

/**
 * Reads a file that has one answer as JSON on each line.
 * @throws Error with the number of a line that is not an answer
 */
export function readAnswers(file: string): PaidAnswer[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line, at) => (line.trim() === "" ? [] : [parse(line, at + 1)]));
}

function parse(line: string, number: number): PaidAnswer {
  let answer: Partial<Record<keyof PaidAnswer, unknown>>;
  try {
    answer = JSON.parse(line) as typeof answer;
  } catch (cause) {
    throw new Error(`line ${number} of the answers is not JSON`, { cause });
  }
  const { paymentId, reservationId, userId, amount } = answer;
  const areTexts = [paymentId, reservationId, userId].every((part) => typeof part === "string");
  if (!areTexts || typeof amount !== "number") {
    throw new Error(
      `line ${number} of the answers has not paymentId, reservationId, userId, amount`,
    );
  }
  return answer as PaidAnswer;
}

const PAID = new Set(["confirmed", "cancelled"]);

/** A finding for each answer that MySQL's journal contradicts. @param memberNumbers by UUID */
export function answerViolations(
  answers: readonly PaidAnswer[],
  replays: readonly ShardReplay[],
  memberNumbers: ReadonlyMap<string, MemberNo>,
): string[] {
  const payments = expectedPayments(replays);
  return answers.flatMap((answer) => {
    const memberNo = memberNumbers.get(answer.userId);
    const problem = problemOf(answer, payments.get(answer.paymentId), memberNo);
    return problem === undefined
      ? []
      : [`I10 payment ${answer.paymentId} was answered, ${problem}`];
  });
}

function problemOf(
  answer: PaidAnswer,
  row: Columns | undefined,
  memberNo: MemberNo | undefined,
): string | undefined {
  if (row === undefined) return "and MySQL has no row of it";
  const { show_status: status, amount, reservation_id: reservationId, member_no: member } = row;
  if (!PAID.has(String(status))) return `and is ${status ?? "not decided"} in MySQL`;
  if (amount !== answer.amount) return `with ${answer.amount}, MySQL has ${amount}`;
  if (reservationId !== answer.reservationId) return `for ${answer.reservationId}`;
  return member === memberNo ? undefined : `to ${answer.userId}`;
}
