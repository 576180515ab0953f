import type { z } from "zod";
import type { ListBody, ShowtimeBody } from "../../../client-sdk/protocol/bodies.js";
import type { Context } from "../../context.js";
import { showtimePage, type ShowtimePage } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { CountedId } from "./catalogue-inputs.js";
import { PageInput } from "../input/inputs.js";
import { visiblePerformance } from "./visible-performance.js";
import { withSaleState } from "./sale-state.js";

/** The performance, and the page of its showtimes. */
export const ListShowtimesInput = PageInput.extend({ performanceId: CountedId });
export type ListShowtimesInput = z.output<typeof ListShowtimesInput>;

const CURSOR = /^s(\d{1,15})\.(\d{1,10})$/;

function afterOf(cursor: string | undefined): ShowtimePage["after"] {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const [, startsAt, id] = CURSOR.exec(text) ?? [];
  if (startsAt !== undefined) return { startsAt: new Date(Number(startsAt)), id: Number(id) };
  const problem = { pointer: "/cursor", message: "is not a cursor of this list" };
  throw new AppError("VALIDATION", { errors: [problem] });
}

/**
 * The showtimes of a performance, by the time they start.
 * @throws AppError `PERFORMANCE_NOT_FOUND` `VALIDATION`
 */
export async function listShowtimes(
  ctx: Context,
  { performanceId, limit, cursor }: ListShowtimesInput,
): Promise<ListBody<ShowtimeBody>> {
  await visiblePerformance(ctx, performanceId);
  const after = afterOf(cursor);
  const rows = await showtimePage(ctx.db, { performanceId, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    data: await Promise.all(shown.map((showtime) => withSaleState(ctx, showtime))),
    nextCursor:
      last === undefined
        ? null
        : Buffer.from(`s${last.startsAt.getTime()}.${last.id}`).toString("base64url"),
  };
}
