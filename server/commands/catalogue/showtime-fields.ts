// Makes the row of a showtime out of an organiser's input: finds or stores its layout, checks areas
// against price classes, completes the policy from the settings.
import type { SignedIn } from "../../context.js";
import { layoutById } from "../../db/repositories/layouts.js";
import type { ShowtimeFields } from "../../db/repositories/showtimes.js";
import { AppError, type FieldProblem } from "../../errors.js";
import {
  placeSeats,
  repeatedAreas,
  type LayoutArea,
  type Layout,
} from "../../catalogue/layout-document.js";
import type { ShowtimeFieldsInput } from "./catalogue-inputs.js";
import { createLayout } from "./create-layout.js";
import { onlyGiven } from "../input/only-given.js";

const EMPTY = { sections: [] };

/**
 * The checked fields of a showtime; a layout that is given in the input is stored.
 * @throws AppError `VALIDATION` `LAYOUT_INVALID` `LAYOUT_NOT_FOUND`
 */
export async function showtimeFields(
  ctx: SignedIn,
  input: ShowtimeFieldsInput,
): Promise<ShowtimeFields> {
  const { layout, layoutId } = await layoutOf(ctx, input);
  const areas = input.areas ?? layout.areas;
  const problems = [...timeProblems(input), ...classProblems(input, layout, areas)];
  if (layout.seats.length === 0 && areas.length === 0) {
    problems.push({ pointer: "/layout", message: "neither seats nor areas are given" });
  }
  if (problems.length > 0) throw new AppError("VALIDATION", { errors: problems });
  return {
    startsAt: input.startsAt,
    queueOpensAt: input.queueOpensAt ?? undefined,
    salesOpenAt: input.salesOpenAt,
    salesCloseAt: input.salesCloseAt ?? undefined,
    layoutId: layoutId ?? Number((await createLayout(ctx, input.layout ?? EMPTY)).id),
    seatCount: layout.seats.length,
    priceClasses: input.priceClasses,
    areas,
    policy: { ...ctx.config.policy, ...onlyGiven(input.policy ?? {}) },
  };
}

interface FoundLayout {
  readonly layout: Layout;
  /** Undefined for a layout that is not stored yet. */
  readonly layoutId: number | undefined;
}

async function layoutOf(ctx: SignedIn, input: ShowtimeFieldsInput): Promise<FoundLayout> {
  if (input.layoutId === undefined) {
    return { layout: placeSeats(input.layout ?? EMPTY), layoutId: undefined };
  }
  if (input.layout !== undefined) {
    const problem = { pointer: "/layoutId", message: "give either layout or layoutId" };
    throw new AppError("VALIDATION", { errors: [problem] });
  }
  const record = await layoutById(ctx.db, input.layoutId);
  const mayUse = ctx.actor.role === "admin" || record?.organiserNo === ctx.actor.memberNo;
  if (record === undefined || !mayUse) throw new AppError("LAYOUT_NOT_FOUND");
  return { layout: placeSeats(record.document), layoutId: record.id };
}

function timeProblems(input: ShowtimeFieldsInput): FieldProblem[] {
  const { queueOpensAt, salesOpenAt, salesCloseAt } = input;
  const problems: FieldProblem[] = [];
  if (queueOpensAt && queueOpensAt > salesOpenAt) {
    problems.push({ pointer: "/queueOpensAt", message: "is after salesOpenAt" });
  }
  if (salesCloseAt && salesCloseAt <= salesOpenAt) {
    problems.push({ pointer: "/salesCloseAt", message: "is not after salesOpenAt" });
  }
  return problems;
}

function classProblems(
  { priceClasses }: ShowtimeFieldsInput,
  { seats }: Layout,
  areas: readonly LayoutArea[],
): FieldProblem[] {
  const ids = priceClasses.map(({ id }) => id);
  const known = new Set(ids);
  const repeated = ids.filter((id, at) => ids.indexOf(id) !== at);
  const missing = new Set(seats.map(({ priceClass }) => priceClass).filter((id) => !known.has(id)));
  const ofAreas = areas.flatMap(({ priceClass }, at) =>
    known.has(priceClass)
      ? []
      : [{ pointer: `/areas/${at}/priceClass`, message: "is not one of priceClasses" }],
  );
  return [
    ...repeated.map((id) => ({ pointer: "/priceClasses", message: `has ${id} twice` })),
    ...[...missing].slice(0, 10).map((id) => ({
      pointer: "/priceClasses",
      message: `lacks ${id}, which the layout names`,
    })),
    ...ofAreas,
    ...repeatedAreas(areas),
  ];
}
