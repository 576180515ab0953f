// Who may see, write and decide about a performance, and which way its state may go.
import type { Actor } from "../auth/actor.js";
import { AppError } from "../errors.js";
import type { Showtime } from "../catalogue/showtime-directory.js";
import type { MemberNo } from "../journal/brands.js";

type State = Showtime["performanceState"];

export interface Owned {
  readonly organiserNo: MemberNo;
}

const PUBLIC: readonly State[] = ["approved", "cancelled"];

const isOwner = (actor: Actor | undefined, { organiserNo }: Owned): boolean =>
  actor?.role === "organiser" && actor.memberNo === organiserNo;

/** Approved and cancelled ones are public; the others their organiser's and administrators'. */
export const maySeePerformance = (
  actor: Actor | undefined,
  performance: Owned & { readonly state: State },
): boolean =>
  PUBLIC.includes(performance.state) || actor?.role === "admin" || isOwner(actor, performance);

/** @throws AppError `FORBIDDEN` for everybody but organisers and administrators */
export function assertMayOrganise(actor: Actor): void {
  if (actor.role !== "organiser" && actor.role !== "admin") throw new AppError("FORBIDDEN");
}

/** @throws AppError `FORBIDDEN` for everybody but its organiser and administrators */
export function assertMayManage(actor: Actor, performance: Owned): void {
  if (actor.role !== "admin" && !isOwner(actor, performance)) throw new AppError("FORBIDDEN");
}

export type Decision = "submitted" | "approved" | "rejected";

/** A rejected one may be mended and submitted again. */
export const MAY_COME_FROM: Readonly<Record<Decision, readonly State[]>> = {
  submitted: ["draft", "rejected"],
  approved: ["submitted"],
  rejected: ["submitted"],
};
