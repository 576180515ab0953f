// One way in for every signal: an ack function, a strict schema, the caller's context, one command.
// A signal without an ack function is ignored; whatever fails becomes an ack, never a dead process.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Ack, SignalName, SignalTable } from "../../client-sdk/protocol/signals.js";
import type { Services, SignedIn } from "../context.js";
import { AppError, asAppError, toAck, type FieldProblem } from "../errors.js";
import type { LiveSocket } from "./types.js";

type Answer<Name extends SignalName> = SignalTable[Name]["answer"];

/** How one signal is handled: its schema and the line that runs its command. */
export interface Handler<Name extends SignalName, Input> {
  readonly name: Name;
  readonly schema: z.ZodType<Input>;
  readonly run: (ctx: SignedIn, input: Input, socket: LiveSocket) => Promise<Answer<Name>>;
}

export type SignalObserver = (name: SignalName, code: string, seconds: number) => void;

export interface SignalWorld {
  readonly services: Services;
  readonly observe: SignalObserver;
  /** @returns false when the socket sends faster than it may */
  readonly allow: (socket: LiveSocket) => boolean;
}

const asPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const problemsOf = (error: z.ZodError): FieldProblem[] =>
  error.issues.map(({ path, message }) => ({ pointer: asPointer(path), message }));

/** @throws AppError `VALIDATION` with a pointer for each field */
function parse<Input>(schema: z.ZodType<Input>, given: unknown): Input {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError("VALIDATION", { errors: problemsOf(parsed.error) });
}

/** Binds one signal of a socket to its command. */
export function on<Name extends SignalName, Input>(
  world: SignalWorld,
  socket: LiveSocket,
  handler: Handler<Name, Input>,
): void {
  const listener = (given: unknown, reply: unknown): void => {
    if (typeof reply !== "function") return;
    void answer(world, socket, { handler, given }).then((ack) => {
      (reply as (ack: Ack<Answer<Name>>) => void)(ack);
    });
  };
  // Socket.IO types the payload as promised; a stranger's client keeps no promises.
  (socket as { on(name: string, listener: (...args: never[]) => void): void }).on(
    handler.name,
    listener,
  );
}

async function answer<Name extends SignalName, Input>(
  { services, observe, allow }: SignalWorld,
  socket: LiveSocket,
  { handler, given }: { handler: Handler<Name, Input>; given: unknown },
): Promise<Ack<Answer<Name>>> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const ctx: SignedIn = { ...services, requestId, actor: socket.data.actor };
  try {
    if (!allow(socket)) throw new AppError("RATE_LIMITED");
    if (services.now() >= socket.data.expiresAt) throw new AppError("TOKEN_EXPIRED");
    const data = await handler.run(ctx, parse(handler.schema, given), socket);
    observe(handler.name, "OK", (performance.now() - startedAt) / 1000);
    return { ok: true, data };
  } catch (thrown) {
    const error = asAppError(thrown);
    observe(handler.name, error.code, (performance.now() - startedAt) / 1000);
    if (error.code === "INTERNAL") {
      services.log.error({ event: "signal.failed", signal: handler.name, requestId, err: thrown });
    }
    return toAck(withProblems(error), requestId);
  }
}

/** An ack has no field for pointers: they ride in meta. */
function withProblems(error: AppError): AppError {
  if (error.errors === undefined) return error;
  return new AppError(error.code, { ...error, meta: { ...error.meta, errors: error.errors } });
}
