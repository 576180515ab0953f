// Every signal takes the same way: an ack function, a strict schema, the caller's context, one
// command. A signal without an ack function is ignored; an unknown one is NOT_FOUND. Every failure
// becomes an ack and never ends the process.
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

/** How one signal is handled: its schema and its command. */
export interface Handler<Name extends SignalName, Input> {
  readonly name: Name;
  readonly schema: z.ZodType<Input>;
  readonly run: (ctx: SignedIn, input: Input, socket: LiveSocket) => Promise<Answer<Name>>;
  /** Runs after the ack was sent, so that a client has the ack before the signals that follow. */
  readonly after?: (data: Answer<Name>, input: Input) => void;
}

/** Counts one signal and its time in seconds; unknown names are counted as one label. */
export type SignalObserver = (name: SignalName | "unknown", code: string, seconds: number) => void;

/** What every signal of a node needs. */
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

/** A signal as it arrived: its first argument, and the ack function, which is the last one. */
interface Received<T> {
  readonly given: unknown;
  readonly reply: (ack: Ack<T>) => void;
}

/** The payload and the ack function; undefined without an ack function. No payload means `{}`. */
function received<T>(args: readonly unknown[]): Received<T> | undefined {
  const reply = args.at(-1);
  if (typeof reply !== "function") return undefined;
  const [given] = args.slice(0, -1);
  return { given: given ?? {}, reply: reply as Received<T>["reply"] };
}

/** Binds one signal of a socket to its command. */
export function on<Name extends SignalName, Input>(
  world: SignalWorld,
  socket: LiveSocket,
  handler: Handler<Name, Input>,
): void {
  const { name, schema, run, after } = handler;
  const listener = (...args: readonly unknown[]): void => {
    const signal = received<Answer<Name>>(args);
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
  // Socket.IO types the payload as the protocol says; a foreign client may send anything.
  (socket as { on(name: string, listener: (...args: never[]) => void): void }).on(name, listener);
}

/** Answers the signals that have no handler with NOT_FOUND; bind the others before. */
export function onUnknownSignals(world: SignalWorld, socket: LiveSocket): void {
  const known = new Set<string | symbol>((socket as EventEmitter).eventNames());
  socket.onAny((name: string, ...args: readonly unknown[]) => {
    const signal = known.has(name) ? undefined : received<never>(args);
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

/** Puts the problems of fields into `meta`, as an ack has no other field for them. */
function withProblems(error: AppError): AppError {
  if (error.errors === undefined) return error;
  return new AppError(error.code, { ...error, meta: { ...error.meta, errors: error.errors } });
}
