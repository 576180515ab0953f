import { randomUUID } from "node:crypto";
import type { Fan } from "./crowd-orders.js";
import type { Body, Door, Problem, Reply } from "./door.js";
import { openWires, type SignalWire } from "./signal-wire.js";

type Ack =
  { readonly ok: true; readonly data: Body } | { readonly ok: false; readonly error: Problem };

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
    const wires = await openWires(url, fans);
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
    return ack.ok ? { isOk: true, body: ack.data } : { isOk: false, problem: ack.error };
  }

  #wire(token: string): SignalWire {
    const wire = this.#wires.get(token);
    if (wire === undefined) throw new Error("a fan has no socket");
    return wire;
  }
}
