import { z } from "zod";
import type { ListBody, PerformanceBody } from "../../../client-sdk/protocol/bodies.js";
import type { Context } from "../../context.js";
import {
  performancePage as rowsOf,
  type Performance,
  type PerformanceFilter,
} from "../../db/repositories/performances.js";
import { showtimesOf, type ShowtimeRecord } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { presentPerformance } from "../../presenters/performance.js";
import { presentShowtime } from "../../presenters/showtime.js";

const DAY_MS = 86_400_000;
const STATES = ["draft", "submitted", "approved", "rejected", "cancelled"] as const;

/** The query of `GET /performances`. */
export const ListPerformancesInput = z.strictObject({
  q: z.string().max(200).optional().describe("Part of the name."),
  date: z.iso
    .date({ error: "must be a day such as 2027-01-31" })
    .max(10)
    .optional()
    .describe("A day in UTC on which a showtime starts."),
  category: z.string().max(50).optional().describe("Of this category alone."),
  mine: z.boolean().default(false),
  bookable: z.boolean().default(false),
  state: z.enum(STATES).optional().meta({
    description: "With `mine`, and for administrators: the public list has approved ones alone.",
  }),
  limit: z.int().min(1).max(100).default(20),
  cursor: z.string().max(64).optional().meta({
    description: "`nextCursor` of the page before.",
  }),
});
export type ListPerformancesInput = z.output<typeof ListPerformancesInput>;

/** A page of performances. */
export interface PerformanceList extends ListBody<PerformanceBody> {
  /** Present when the list is empty: a sentence that says so. */
  readonly message?: string | undefined;
}

const CURSOR = /^p(\d{1,10})$/;

function beforeOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [, id] = CURSOR.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  if (id !== undefined) return Number(id);
  const problem = { pointer: "/cursor", message: "is not a cursor of this list" };
  throw new AppError("VALIDATION", { errors: [problem] });
}

const cursorAfter = (id: number): string => Buffer.from(`p${id}`, "latin1").toString("base64url");

function filterOf(ctx: Context, input: ListPerformancesInput): PerformanceFilter {
  const { actor } = ctx;
  if (actor === undefined && input.mine) throw new AppError("UNAUTHENTICATED");
  const seesAll = input.mine || (actor?.role === "admin" && input.state !== undefined);
  const from = input.date === undefined ? undefined : new Date(`${input.date}T00:00:00Z`);
  return {
    q: input.q,
    day: from && { from, until: new Date(from.getTime() + DAY_MS) },
    category: input.category,
    organiserNo: input.mine ? actor?.memberNo : undefined,
    isPublic: input.bookable || !seesAll,
    state: input.state,
    bookableAt: input.bookable ? new Date(ctx.now()) : undefined,
    before: beforeOf(input.cursor),
    limit: input.limit + 1,
  };
}

function present(performances: readonly Performance[], showtimes: readonly ShowtimeRecord[]) {
  const byPerformance = new Map<number, ShowtimeRecord[]>();
  for (const showtime of showtimes) {
    const list = byPerformance.get(showtime.performanceId) ?? [];
    list.push(showtime);
    byPerformance.set(showtime.performanceId, list);
  }
  return performances.map((performance) =>
    presentPerformance(
      performance,
      (byPerformance.get(performance.id) ?? []).map((showtime) => presentShowtime(showtime)),
    ),
  );
}

/**
 * Performances, newest first, each with its showtimes; the public sees only approved ones.
 * @throws AppError `UNAUTHENTICATED` for `mine` without a login, `VALIDATION`
 */
export async function listPerformances(
  ctx: Context,
  input: ListPerformancesInput,
): Promise<PerformanceList> {
  const rows = await rowsOf(ctx.db, filterOf(ctx, input));
  const shown = rows.slice(0, input.limit);
  const showtimes = await showtimesOf(
    ctx.db,
    shown.map(({ id }) => id),
  );
  const last = rows.length > input.limit ? shown.at(-1) : undefined;
  return {
    data: present(shown, showtimes),
    nextCursor: last === undefined ? null : cursorAfter(last.id),
    ...(shown.length === 0 ? { message: "There are no performances here yet." } : {}),
  };
}
