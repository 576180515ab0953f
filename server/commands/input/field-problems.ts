// The problems that a schema finds, with a pointer to each field, also to each unknown one. Of a
// union they are those of the alternative that comes closest to the input.
import type { z } from "zod";
import type { FieldProblem } from "../../errors.js";

const PROBLEMS_MAX = 50;
const MESSAGE_MAX = 200;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const pointerOf = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function problemsOf(issue: Issue, before: Path): FieldProblem[] {
  const path = [...before, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...path, key.slice(0, MESSAGE_MAX)]),
      message: "is not known here",
    }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return closest(issue.errors).flatMap((inner) => problemsOf(inner, path));
  }
  return [{ pointer: pointerOf(path), message: issue.message.slice(0, MESSAGE_MAX) }];
}

/** The alternative with the fewest unknown fields, then with the fewest problems. */
function closest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  return alternatives.reduce((best, issues) => (isCloser(issues, best) ? issues : best));
}

function isCloser(issues: readonly Issue[], best: readonly Issue[]): boolean {
  const [unknown, known] = [unknownFields(issues), unknownFields(best)];
  return unknown === known ? issues.length < best.length : unknown < known;
}

const unknownFields = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 0),
    0,
  );

/** The problems of a refused input, at most 50. */
export const fieldProblems = (error: z.ZodError): readonly FieldProblem[] =>
  error.issues.flatMap((issue) => problemsOf(issue, [])).slice(0, PROBLEMS_MAX);
