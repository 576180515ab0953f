// The hold with its countdown and its buttons. When the balance is too low, the panel offers a
// top-up of the price, and the same payment can go on.

import type { Hold, PaymentBody } from "../../../client-sdk/index.js";
import { hasCode } from "../../../client-sdk/index.js";
import { reservedLines } from "../cards.js";
import { button, element } from "../dom.js";
import { complain, trying } from "../notices.js";
import { minutes, money, say } from "../texts.js";
import { refreshBalance, topUp } from "../top-bar.js";

const TICK_MS = 250;
/** The countdown ends this much earlier than the hold: a payment needs time to arrive. */
const SAFETY_MS = 2_000;

interface Outcomes {
  readonly paid: (payment: PaymentBody) => void;
  readonly gone: (text: string) => void;
}

/** The panel of one hold: pay, top up or release it before its deadline. */
export class HoldPanel {
  readonly node: HTMLElement;
  readonly #hold: Hold;
  readonly #outcomes: Outcomes;
  readonly #countdown = element("div", { class: "countdown", attributes: { role: "timer" } });
  readonly #buttons = element("div", { class: "row" });
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #ends: (() => void)[] = [];
  #isPaying = false;

  constructor(hold: Hold, outcomes: Outcomes) {
    this.#hold = hold;
    this.#outcomes = outcomes;
    this.node = element(
      "section",
      { class: "card stack" },
      element("h2", {}, say("held")),
      ...reservedLines(hold.reservation),
      element("div", { class: "row" }, say("payIn"), this.#countdown),
      this.#buttons,
    );
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#ends.push(hold.on("expired", () => outcomes.gone(say("lapsed"))));
    this.#tick();
    this.#drawButtons(0);
  }

  /** Ends the countdown and the events; the hold itself stays. */
  close(): void {
    clearInterval(this.#timer);
    for (const end of this.#ends.splice(0)) end();
    this.#hold.close();
  }

  #tick(): void {
    const leftMs = Math.max(0, this.#hold.remainingMs - SAFETY_MS);
    this.#countdown.textContent = minutes(leftMs / 1_000);
  }

  #drawButtons(missing: number): void {
    const { total, reservation } = this.#hold;
    const amount = money(total, reservation.currency);
    const attributes = { disabled: this.#isPaying };
    const pay = button(
      this.#isPaying ? say("paying") : say("pay", { amount }),
      () => void this.#pay(),
      { class: "main", attributes },
    );
    const more = money(missing, reservation.currency);
    this.#buttons.replaceChildren(
      pay,
      ...(missing > 0
        ? [
            button(
              say("topUp", { amount: more }),
              trying(() => this.#topUp(missing)),
            ),
          ]
        : []),
      button(
        say("release"),
        trying(() => this.#release()),
        { attributes },
      ),
    );
  }

  async #pay(): Promise<void> {
    this.#isPaying = true;
    this.#drawButtons(0);
    try {
      this.#outcomes.paid(await this.#hold.pay());
      trying(refreshBalance)();
    } catch (error) {
      complain(error);
      this.#isPaying = false;
      this.#drawButtons(hasCode(error, "INSUFFICIENT_BALANCE") ? this.#hold.total : 0);
      if (hasCode(error, "RESERVATION_EXPIRED")) this.#outcomes.gone(say("lapsed"));
    }
  }

  async #topUp(missing: number): Promise<void> {
    await topUp(missing);
    this.#drawButtons(0);
  }

  async #release(): Promise<void> {
    await this.#hold.release();
    this.#outcomes.gone(say("released"));
  }
}
