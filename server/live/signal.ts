// One way in for every signal: an ack function, a strict schema, the caller's context, one command.
// A signal without an ack function is ignored, one that nobody knows is not found; whatever fails
// becomes an ack, never a dead process.
import { randomUUID } from "node:crypto";
import type { EventEmitter } from "node:events";
import type { z } from "zod";
import type { Ack, SignalName, SignalTable } from "../../client-sdk/protocol/signals.js";
import type { Services, SignedIn } from "../context.js";
import { assertDepth } from "../commands/input/depth.js";
import { fieldProblems } from "../commands/input/field-problems.js";
import { AppError, asAppError, toAck } from "../errors.js";
import type { SignalRate } from "./rate.js";
import type { LiveSocket } from "./types.js";

type Answer<Name extends SignalName> = SignalTable[Name]["answer"];

/** How one signal is handled: its schema and the line that runs its command. */
export interface Handler<Name extends SignalName, Input> {
  readonly name: Name;
  readonly schema: z.ZodType<Input>;
  readonly run: (ctx: SignedIn, input: Input, socket: LiveSocket) => Promise<Answer<Name>>;
  /** What follows the ack: whoever awaits the ack first hears it too. */
  readonly after?: (data: Answer<Name>, input: Input) => void;
}

/** What a stranger calls a signal is no label: every unknown one is counted as the same. */
export type SignalObserver = (name: SignalName | "unknown", code: string, seconds: number) => void;

export interface SignalWorld {
  readonly services: Services;
  readonly observe: SignalObserver;
  readonly rate: SignalRate;
}

/** @throws AppError `VALIDATION` with a pointer for each field */
function parse<Input>(schema: z.ZodType<Input>, given: unknown): Input {
  assertDepth(given);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError("VALIDATION", { errors: fieldProblems(parsed.error) });
}

/** A signal as it came: the ack function is its last argument, whatever stands before it. */
interface Heard<T> {
  readonly given: unknown;
  readonly reply: (ack: Ack<T>) => void;
}

/** No payload is an empty one. @returns undefined without an ack function */
function heard<T>(args: readonly unknown[]): Heard<T> | undefined {
  const reply = args.at(-1);
  if (typeof reply !== "function") return undefined;
  const [given] = args.slice(0, -1);
  return { given: given ?? {}, reply: reply as Heard<T>["reply"] };
}

/** Binds one signal of a socket to its command. */
export function on<Name extends SignalName, Input>(
  world: SignalWorld,
  socket: LiveSocket,
  handler: Handler<Name, Input>,
): void {
  const { name, schema, run, after } = handler;
  const listener = (...args: readonly unknown[]): void => {
    const signal = heard<Answer<Name>>(args);
    if (signal === undefined) return;
    const asked = async (ctx: SignedIn) => {
      const input = parse(schema, signal.given);
      return { input, data: await run(ctx, input, socket) };
    };
    void answer(world, socket, { name, run: asked }).then((ack) => {
      signal.reply(ack.ok ? { ok: true, data: ack.data.data } : ack);
      if (ack.ok) after?.(ack.data.data, ack.data.input);
    });
  };
  // Socket.IO types the payload as promised; a stranger's client keeps no promises.
  (socket as { on(name: string, listener: (...args: never[]) => void): void }).on(name, listener);
}

/** Answers whatever no handler was bound to. */
export function onUnknownSignals(world: SignalWorld, socket: LiveSocket): void {
  const known = new Set<string | symbol>((socket as EventEmitter).eventNames());
  socket.onAny((name: string, ...args: readonly unknown[]) => {
    const signal = known.has(name) ? undefined : heard<never>(args);
    if (signal === undefined) return;
    const run = () => Promise.reject(new AppError("NOT_FOUND"));
    void answer<never>(world, socket, { name: "unknown", run }).then(signal.reply);
  });
}

interface Asked<T> {
  readonly name: SignalName | "unknown";
  readonly run: (ctx: SignedIn) => Promise<T>;
}

async function answer<T>(
  { services, observe, rate }: SignalWorld,
  socket: LiveSocket,
  { name, run }: Asked<T>,
): Promise<Ack<T>> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const ctx: SignedIn = { ...services, requestId, actor: socket.data.actor };
  try {
    await rate.take(socket.id);
    if (services.now() >= socket.data.expiresAt) throw new AppError("TOKEN_EXPIRED");
    const data = await run(ctx);
    observe(name, "OK", (performance.now() - startedAt) / 1000);
    return { ok: true, data };
  } catch (thrown) {
    const error = asAppError(thrown);
    observe(name, error.code, (performance.now() - startedAt) / 1000);
    if (error.code === "INTERNAL") {
      services.log.error({ event: "signal.failed", signal: name, requestId, err: thrown });
    }
    return toAck(withProblems(error), requestId);
  }
}

/** An ack has no field for pointers: they ride in meta. */
function withProblems(error: AppError): AppError {
  if (error.errors === undefined) return error;
  return new AppError(error.code, { ...error, meta: { ...error.meta, errors: error.errors } });
}
