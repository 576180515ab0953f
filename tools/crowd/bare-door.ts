import type { Fan } from "./crowd-orders.js";
import type { Body, Door, Reply } from "./door.js";
import { HttpWire } from "./http-wire.js";
import { openWires } from "./signal-wire.js";

const CREATED = 201;

/** What a bare server answers: the id of the hold, and the reply of the script. */
export type BareAnswer = Body & { readonly reply: readonly string[] };

type Send = (hold: object, fan: Fan) => Promise<BareAnswer>;

/** A door to a server that knows nothing but the script of a hold. */
export class BareDoor implements Door {
  readonly firstPlaceAfterMs = 0;
  readonly #send: Send;
  readonly #close: () => void;

  private constructor(send: Send, close: () => void) {
    this.#send = send;
    this.#close = close;
  }

  /** One caller's connection to the bare server of node:http. */
  static async http(url: string): Promise<BareDoor> {
    const wire = await new HttpWire(url).opened();
    const send = async (hold: object) => {
      const { status, body } = await wire.send("POST", "/", "", hold);
      if (status !== CREATED) throw new Error(`the bare server answered ${status}`);
      return JSON.parse(body) as BareAnswer;
    };
    return new BareDoor(send, () => wire.close());
  }

  /** The sockets of all fans at the bare server of Socket.IO; any number of callers use them. */
  static async signals(url: string, fans: readonly Fan[]): Promise<BareDoor> {
    const wires = await openWires(url, fans);
    const send = async (hold: object, { token }: Fan) =>
      (await wires.get(token)?.emit("hold", hold)) as BareAnswer;
    return new BareDoor(send, () => wires.forEach((wire) => wire.close()));
  }

  /** Holds the fan's seat. @throws Error when the script refuses */
  async hold(fan: Fan): Promise<Reply> {
    const { bare } = fan;
    if (bare === undefined) throw new Error("a bare server needs numbers");
    const body = await this.#send(bare, fan);
    if (body.status !== "OK") throw new Error(`a bare hold was refused: ${body.reply.join(" ")}`);
    return { isOk: true, body };
  }

  /** A bare server has no waiting room. */
  join(): Promise<Reply> {
    return onlyHolds();
  }

  /** A bare server has no waiting room. */
  place(): Promise<Reply> {
    return onlyHolds();
  }

  /** A bare server takes no money. */
  pay(): Promise<Reply> {
    return onlyHolds();
  }

  /** Closes the connection. */
  close(): void {
    this.#close();
  }
}

const onlyHolds = (): Promise<never> => Promise.reject(new Error("a bare server only holds"));
