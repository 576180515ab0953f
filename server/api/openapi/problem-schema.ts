import { z } from "zod";
import { ERRORS, type ErrorCode } from "../../../client-sdk/protocol/errors.js";
import { count, named, text } from "../kernel/body-parts.js";

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
const PROBLEMS_MAX = 50;

export const Problem = named(
  z.object({
    type: text(100, "`/errors/` and the code."),
    title: text(200, "What the code means."),
    status: z.int().min(400).max(599),
    code: z.enum(CODES).describe("What to branch on."),
    detail: text(1000, "What went wrong this time."),
    instance: text(16_384, "Path of the request."),
    requestId: text(64, "Names the request in the log."),
    retry: z.enum(["never", "later", "now"]).meta({
      description:
        "never: not the same again; later: the same after retryAfterMs; now: after doing what " +
        "the title says.",
    }),
    retryAfterMs: count("When to ask again.").optional(),
    meta: z
      .record(text(100), z.unknown())
      .optional()
      .describe("What a program needs to know; each code has its own."),
    errors: z
      .array(
        z.object({
          pointer: text(16_384, "JSON Pointer (RFC 6901) of the field."),
          message: text(200),
        }),
      )
      .max(PROBLEMS_MAX)
      .optional(),
  }),
  { id: "Problem", description: "A refusal (RFC 9457)." },
);
