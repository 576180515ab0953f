import { expect, test } from "@jest/globals";
import type { Actor, Role } from "../auth/actor.js";
import { AppError } from "../errors.js";
import { assertAdmin, assertMayActFor } from "./members.js";
import {
  assertMayManage,
  assertMayOrganise,
  MAY_COME_FROM,
  maySeePerformance,
} from "./performances.js";

const actor = (role: Role, memberNo = 1): Actor => ({
  memberId: `m${memberNo}`,
  memberNo,
  role,
  sessionId: "s",
});

const isAllowed = (call: () => void): boolean => {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "FORBIDDEN") return false;
    throw error;
  }
};

const ALL: readonly Actor[] = [
  actor("member", 1),
  actor("member", 2),
  actor("organiser", 1),
  actor("organiser", 2),
  actor("admin", 3),
];
const allowed = (may: (who: Actor) => void): boolean[] =>
  ALL.map((who) => isAllowed(() => may(who)));

test("A5 only organisers and administrators make performances", () => {
  expect(allowed(assertMayOrganise)).toEqual([false, false, true, true, true]);
});

test("A5 B5 only its own organiser and administrators manage a performance", () => {
  // A member with the organiser's number is refused: the member has lost the role since.
  expect(allowed((who) => assertMayManage(who, { organiserNo: 1 }))).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});

test("A5 only administrators decide", () => {
  expect(allowed(assertAdmin)).toEqual([false, false, false, false, true]);
});

test("A8 only the member itself and administrators see and change a member", () => {
  expect(allowed((who) => assertMayActFor(who, 1))).toEqual([true, false, true, false, true]);
});

test("B9 only its organiser and administrators see a performance that is not approved", () => {
  const seenBy = (state: "draft" | "submitted" | "approved" | "rejected" | "cancelled") =>
    [undefined, ...ALL].map((who) => maySeePerformance(who, { organiserNo: 1, state }));
  const hidden = [false, false, false, true, false, true];
  expect(seenBy("draft")).toEqual(hidden);
  expect(seenBy("submitted")).toEqual(hidden);
  expect(seenBy("rejected")).toEqual(hidden);
  expect(seenBy("approved")).toEqual(Array<boolean>(6).fill(true));
  expect(seenBy("cancelled")).toEqual(Array<boolean>(6).fill(true));
});

test("B9 only a submitted performance is approved; an approved one can only be cancelled", () => {
  expect(MAY_COME_FROM.approved).toEqual(["submitted"]);
  const leaving = Object.values(MAY_COME_FROM).flat();
  expect(leaving).not.toContain("approved");
  expect(leaving).not.toContain("cancelled");
});
