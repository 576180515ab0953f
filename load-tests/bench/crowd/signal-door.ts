import { randomUUID } from "node:crypto";
import type { Fan } from "../crowd/crowd-orders.js";
import type { Body, Door, Reply } from "../crowd/door.js";
import { SignalWire } from "./signal-wire.js";

const OPENED_AT_ONCE = 50;

type Ack =
  | { readonly ok: true; readonly data: Body }
  | {
      readonly ok: false;
      readonly error: { readonly code: string; readonly retryAfterMs?: number };
    };

/** The sockets of the fans, one for each; any number of callers may use it. */
export class SignalDoor implements Door {
  readonly firstPlaceAfterMs = 0;
  readonly #wires: ReadonlyMap<string, SignalWire>;
  readonly #showtimeId: string;

  private constructor(wires: ReadonlyMap<string, SignalWire>, showtimeId: string) {
    this.#wires = wires;
    this.#showtimeId = showtimeId;
  }

  /** Connects the fans. @throws Error when one is refused */
  static async open(url: string, showtimeId: string, fans: readonly Fan[]): Promise<SignalDoor> {
    const wires = new Map<string, SignalWire>();
    for (let at = 0; at < fans.length; at += OPENED_AT_ONCE) {
      const part = fans.slice(at, at + OPENED_AT_ONCE);
      await Promise.all(
        part.map(async ({ token }) => wires.set(token, await SignalWire.open(url, token))),
      );
    }
    return new SignalDoor(wires, showtimeId);
  }

  /** Joins the waiting room. */
  join(fan: Fan): Promise<Reply> {
    return this.#emit(fan, "queue:join", { showtimeId: this.#showtimeId });
  }

  /** Waits for the signal that the fan is admitted. */
  async place({ token }: Fan): Promise<Reply> {
    await this.#wire(token).received("queue:admitted");
    return { isOk: true, body: { status: "admitted" } };
  }

  /** Holds the fan's seat. */
  hold(fan: Fan, token: string): Promise<Reply> {
    const { seatId } = fan;
    const input = { showtimeId: this.#showtimeId, token, seatIds: [seatId], opId: randomUUID() };
    return this.#emit(fan, "reservation:hold", input);
  }

  /** Pays a hold. */
  pay(fan: Fan, reservationId: string, key: string): Promise<Reply> {
    return this.#emit(fan, "reservation:pay", { reservationId, idempotencyKey: key });
  }

  /** Closes all sockets. */
  close(): void {
    for (const wire of this.#wires.values()) wire.close();
  }

  async #emit({ token }: Fan, signal: string, payload: object): Promise<Reply> {
    const ack = (await this.#wire(token).emit(signal, payload)) as Ack;
    if (ack.ok) return { isOk: true, body: ack.data };
    const { code, retryAfterMs } = ack.error;
    return { isOk: false, code, retryAfterMs };
  }

  #wire(token: string): SignalWire {
    const wire = this.#wires.get(token);
    if (wire === undefined) throw new Error("a fan has no socket");
    return wire;
  }
}
