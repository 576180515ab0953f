// The body of a request: JSON, bounded in size, in depth and in the time it takes to come in.
import { bodyParser } from "@koa/bodyparser";
import type { Context } from "koa";
import { assertDepth } from "../../commands/input/depth.js";
import { AppError } from "../../errors.js";
import type { Millis } from "../../journal/brands.js";

export interface BodyLimits {
  readonly bodyMaxBytes: number;
  readonly requestTimeoutMs: Millis;
}

const NOTHING = (): Promise<void> => Promise.resolve();

const hasBody = (ctx: Context): boolean =>
  ctx.request.length !== undefined ? ctx.request.length > 0 : ctx.get("transfer-encoding") !== "";

/**
 * Reads the body of one request; `{}` when there is none.
 * @throws AppError `UNSUPPORTED_MEDIA_TYPE` `PAYLOAD_TOO_LARGE` `INVALID_JSON` `VALIDATION` (too
 * deep) `REQUEST_TIMEOUT`
 */
export function createBodyReader({ bodyMaxBytes, requestTimeoutMs }: BodyLimits) {
  const parseJson = bodyParser({
    enableTypes: ["json"],
    parsedMethods: ["POST", "PUT", "PATCH", "DELETE"],
    jsonLimit: bodyMaxBytes,
    onError: (error) => {
      throw asBodyError(error);
    },
  });
  return async (ctx: Context): Promise<unknown> => {
    if (!hasBody(ctx)) return {};
    if (!ctx.is("application/json")) {
      ctx.set("Connection", "close");
      throw new AppError("UNSUPPORTED_MEDIA_TYPE");
    }
    if ((ctx.request.length ?? 0) > bodyMaxBytes) throw tooLarge(ctx);
    await inTime(ctx, parseJson(ctx, NOTHING), requestTimeoutMs);
    const body: unknown = ctx.request.body ?? {};
    assertDepth(body);
    return body;
  };
}

function tooLarge(ctx: Context): AppError {
  // What is still on its way is not read: the connection ends with this answer.
  ctx.set("Connection", "close");
  return new AppError("PAYLOAD_TOO_LARGE");
}

async function inTime(ctx: Context, reading: Promise<unknown>, withinMs: Millis): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      ctx.set("Connection", "close");
      reject(new AppError("REQUEST_TIMEOUT"));
    }, withinMs);
  });
  try {
    await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function asBodyError(error: Error): AppError {
  const status = "status" in error ? error.status : undefined;
  if (status === 413) return new AppError("PAYLOAD_TOO_LARGE", { cause: error });
  if (status === 415) return new AppError("UNSUPPORTED_MEDIA_TYPE", { cause: error });
  return new AppError("INVALID_JSON", { cause: error });
}
