// Seats are chosen on the map, from a list or by "best available", and places from an area.

import type {
  AreaBody,
  BookingSession,
  Hold,
  HoldChoice,
  LayoutBody,
  MapSeat,
  SeatMap,
} from "../../../client-sdk/index.js";
import { hasCode } from "../../../client-sdk/index.js";
import { bestForm } from "./best-form.js";
import { button, element, field, valueOf } from "../dom.js";
import { complain, forgetComplaints } from "../notices.js";
import { CHOSEN_MAX } from "../limits.js";
import { priceColour, SeatCanvas } from "./seat-canvas.js";
import { seatList } from "./seat-list.js";
import { currentCurrency } from "../top-bar.js";
import { clockTime, money, say } from "../texts.js";

/** Map, list and forms to choose with; `onHold` receives the hold that was made. */
export class SeatPicker {
  readonly node: HTMLElement;
  readonly #map: SeatMap;
  readonly #session: BookingSession;
  readonly #onHold: (hold: Hold) => void;
  readonly #chosen = new Map<string, MapSeat>();
  readonly #canvas: SeatCanvas;
  readonly #basket = element("section", { class: "card stack basket" });
  readonly #best: { node: HTMLElement; redraw: () => void };
  readonly #list: { node: HTMLElement; redraw: () => void };
  readonly #ends: (() => void)[] = [];
  #isAsking = false;

  constructor(map: SeatMap, session: BookingSession, onHold: (hold: Hold) => void) {
    this.#map = map;
    this.#session = session;
    this.#onHold = onHold;
    const seats = {
      isChosen: ({ id }: MapSeat) => this.#chosen.has(id),
      choose: (seat: MapSeat) => this.#toggle(seat),
    };
    this.#canvas = new SeatCanvas(map, seats);
    this.#list = seatList(map, seats);
    this.#best = bestForm(map, (choice) => void this.#hold(choice));
    this.node = this.#lay();
    this.#ends.push(
      map.on("change", () => this.#onChange()),
      session.on("prolonged", () => this.#drawBasket()),
    );
    this.#drawBasket();
  }

  /** Ends the map's drawing and the events. */
  close(): void {
    this.#canvas.close();
    for (const end of this.#ends.splice(0)) end();
  }

  #lay(): HTMLElement {
    const { layout } = this.#map;
    const areas = layout?.areas ?? [];
    const hasSeats = this.#map.seats.length > 0;
    return element(
      "div",
      { class: "split" },
      element(
        "div",
        { class: "stack" },
        hasSeats && this.#canvas.node,
        legend(layout),
        hasSeats && this.#list.node,
      ),
      element(
        "div",
        { class: "stack" },
        hasSeats && this.#basket,
        hasSeats && this.#best.node,
        ...areas.map((area) => this.#areaForm(area)),
      ),
    );
  }

  #toggle(seat: MapSeat): void {
    if (this.#chosen.has(seat.id)) this.#chosen.delete(seat.id);
    else if (this.#map.status(seat) !== "available" || this.#chosen.size >= CHOSEN_MAX) return;
    else this.#chosen.set(seat.id, seat);
    this.#drawBasket();
  }

  /** Chosen seats that another member has taken are no longer chosen. */
  #onChange(): void {
    for (const seat of [...this.#chosen.values()]) {
      if (this.#map.status(seat) !== "available") this.#chosen.delete(seat.id);
    }
    this.#drawBasket();
  }

  #drawBasket(): void {
    const seats = [...this.#chosen.values()];
    const total = seats.reduce((sum, { priceClass }) => sum + priceClass.price, 0);
    const { endsAt } = this.#session;
    const hold = button(
      say("hold", { count: seats.length, amount: money(total, currentCurrency()) }),
      () => void this.#hold({ seatIds: seats.map(({ id }) => id) }),
      { class: "main", attributes: { disabled: seats.length === 0 || this.#isAsking } },
    );
    this.#basket.classList.toggle("full", seats.length > 0);
    this.#basket.replaceChildren(
      element("h2", {}, say("chosen")),
      ...(endsAt === undefined
        ? []
        : [element("p", { class: "soft" }, say("session", { time: clockTime(endsAt) }))]),
      element(
        "div",
        { class: "stack chosen" },
        seats.length === 0 && element("p", { class: "soft" }, say("nothingChosen")),
        ...seats.map((seat) => element("p", {}, `${seatText(seat)} · ${priceText(seat)}`)),
      ),
      hold,
    );
    this.#canvas.redraw();
    this.#list.redraw();
    this.#best.redraw();
  }

  #areaForm({ id, name, priceClass }: AreaBody): HTMLElement {
    const price = this.#map.layout?.priceClasses.find((each) => each.id === priceClass)?.price ?? 0;
    const act = () => void this.#hold({ areaId: id, quantity: Number(valueOf(form, "quantity")) });
    const form: HTMLElement = element(
      "form",
      { class: "card stack", on: { onsubmit: act } },
      element("h2", {}, `${name} · ${money(price, currentCurrency())}`),
      field(say("howMany"), {
        name: "quantity",
        type: "number",
        min: 1,
        max: CHOSEN_MAX,
        value: 1,
      }),
      element("button", { attributes: { type: "submit" } }, say("holdPlaces")),
    );
    return form;
  }

  async #hold(choice: HoldChoice): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#drawBasket();
    try {
      this.#onHold(await this.#session.hold(choice));
      forgetComplaints();
    } catch (error) {
      complain(error);
      if (hasCode(error, "SEAT_TAKEN")) this.#offer(error.meta["alternatives"]);
    } finally {
      this.#isAsking = false;
      this.#drawBasket();
    }
  }

  /** Chooses the first alternative, so that one click can hold it. */
  #offer(alternatives: unknown): void {
    const first: unknown = Array.isArray(alternatives) ? alternatives[0] : undefined;
    const ids: readonly unknown[] = Array.isArray(first) ? first : [first];
    this.#chosen.clear();
    for (const seat of this.#map.seats) if (ids.includes(seat.id)) this.#chosen.set(seat.id, seat);
  }
}

const seatText = ({ section, row, number: seat }: MapSeat): string =>
  say("seat", { section, row, number: seat });

const priceText = ({ priceClass }: MapSeat): string => money(priceClass.price, currentCurrency());

function legend(layout: LayoutBody | undefined): HTMLElement {
  const dot = (colour: string, text: string) => {
    const mark = element("span", { class: "dot" });
    mark.style.background = colour;
    return element("span", {}, mark, text);
  };
  const classes = layout?.priceClasses ?? [];
  return element(
    "div",
    { class: "legend row soft" },
    ...classes.map(({ name, price }, at) =>
      dot(priceColour(at), `${name} ${money(price, currentCurrency())}`),
    ),
    dot("var(--accent)", say("mine")),
    dot("var(--warn)", say("heldByOthers")),
    dot("var(--sold)", say("sold")),
    element("span", {}, say("seats", { count: layout?.seatCount ?? 0 })),
  );
}
