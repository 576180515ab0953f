// How deep a body may be nested. No schema comes near the limit; what is deeper would be walked by
// code that calls itself for each level and runs out of stack.
import { AppError } from "../../errors.js";

/** Levels of arrays and objects in a JSON body or a signal; the outermost one is the first. */
export const DEPTH_MAX = 32;

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Looks level by level, so that depth costs no stack. */
function isTooDeep(given: unknown): boolean {
  let level = [given].filter(isNested);
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    level = level.flatMap((value) => Object.values(value).filter(isNested));
  }
  return level.length > 0;
}

/** @throws AppError `VALIDATION` when arrays and objects are nested deeper than `DEPTH_MAX` */
export function assertDepth(given: unknown): void {
  if (!isTooDeep(given)) return;
  const message = `is nested deeper than ${DEPTH_MAX} levels`;
  throw new AppError("VALIDATION", {
    detail: `The body ${message}`,
    errors: [{ pointer: "", message }],
  });
}
