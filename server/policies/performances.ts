// Who may see, change and approve a performance, and how its state may change.
import type { Actor } from "../auth/actor.js";
import { AppError } from "../errors.js";
import type { Showtime } from "../catalogue/showtime-directory.js";
import type { MemberNo } from "../journal/brands.js";

type State = Showtime["performanceState"];

/** What belongs to an organiser. */
export interface Owned {
  readonly organiserNo: MemberNo;
}

const PUBLIC: readonly State[] = ["approved", "cancelled"];

const isOwner = (actor: Actor | undefined, { organiserNo }: Owned): boolean =>
  actor?.role === "organiser" && actor.memberNo === organiserNo;

/**
 * Whether the caller may see a performance: all may see approved and cancelled ones, only their
 * organiser and administrators the others.
 */
export const maySeePerformance = (
  actor: Actor | undefined,
  performance: Owned & { readonly state: State },
): boolean =>
  PUBLIC.includes(performance.state) || actor?.role === "admin" || isOwner(actor, performance);

/**
 * Lets organisers and administrators make performances.
 * @throws AppError `FORBIDDEN` for all others
 */
export function assertMayOrganise(actor: Actor): void {
  if (actor.role !== "organiser" && actor.role !== "admin") throw new AppError("FORBIDDEN");
}

/**
 * Lets the organiser of a performance and administrators manage it.
 * @throws AppError `FORBIDDEN` for all others
 */
export function assertMayManage(actor: Actor, performance: Owned): void {
  if (actor.role !== "admin" && !isOwner(actor, performance)) throw new AppError("FORBIDDEN");
}

/** The state that a decision gives to a performance. */
export type Decision = "submitted" | "approved" | "rejected";

/** Decision → the states in which it may be made. A rejected performance may be submitted again. */
export const MAY_COME_FROM: Readonly<Record<Decision, readonly State[]>> = {
  submitted: ["draft", "rejected"],
  approved: ["submitted"],
  rejected: ["submitted"],
};
