// How deep a body may be nested. No schema comes near the limit; recursive code would run out of
// stack on a body that is deeper.
import { AppError } from "../../errors.js";

/** Levels of arrays and objects in a JSON body or a signal; the outermost one is the first. */
export const DEPTH_MAX = 32;

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Goes through the value level by level, so that depth costs no stack. */
function isTooDeep(given: unknown): boolean {
  let level = [given].filter(isNested);
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    level = level.flatMap((value) => Object.values(value).filter(isNested));
  }
  return level.length > 0;
}

/**
 * Lets a body pass that is nested at most `DEPTH_MAX` levels deep.
 * @throws AppError `VALIDATION`
 */
export function assertDepth(given: unknown): void {
  if (!isTooDeep(given)) return;
  const message = `is nested deeper than ${DEPTH_MAX} levels`;
  throw new AppError("VALIDATION", {
    detail: `The body ${message}`,
    errors: [{ pointer: "", message }],
  });
}
