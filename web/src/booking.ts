// One sale from the door to the ticket: waiting room, map, hold, payment. Each step replaces the
// one before; what was held before a reload is found again.

import type {
  Hold,
  OnsaleClient,
  OnsaleError,
  PaymentBody,
  Room,
  ShowtimeBody,
} from "../../client-sdk/index.js";
import { hasCode } from "../../client-sdk/index.js";
import { isLoggedIn } from "./account.js";
import { button, element } from "./dom.js";
import { HoldPanel } from "./hold-panel.js";
import { logInForm } from "./log-in-form.js";
import { complain, notify, trying } from "./notices.js";
import { SeatPicker } from "./seat-picker.js";
import { dateTime, say } from "./texts.js";
import { waitingView } from "./waiting-view.js";

const RESERVATIONS_LOOKED_AT = 50;
/** Enough of it to tell two apart. */
const TICKET_SHOWN = 12;

export class Booking {
  readonly #client: OnsaleClient;
  readonly #showtimeId: string;
  readonly #body = element("div", { class: "stack" });
  readonly #page: HTMLElement;
  #showtime: ShowtimeBody | undefined;
  #room: Room | undefined;
  #picker: SeatPicker | undefined;
  #panel: HoldPanel | undefined;
  #isClosed = false;

  constructor(client: OnsaleClient, showtimeId: string, page: HTMLElement) {
    this.#client = client;
    this.#showtimeId = showtimeId;
    this.#page = page;
  }

  async start(): Promise<void> {
    const { catalogue } = this.#client;
    this.#showtime = await catalogue.showtime(this.#showtimeId);
    const { name } = await catalogue.performance(this.#showtime.performanceId);
    if (this.#isClosed) return;
    this.#page.replaceChildren(
      element("a", { attributes: { href: "#/" } }, `← ${say("backToSales")}`),
      element("h1", {}, name),
      element("p", { class: "soft" }, dateTime(this.#showtime.startsAt)),
      this.#body,
    );
    if (!isLoggedIn()) {
      this.#body.replaceChildren(logInForm());
      return;
    }
    const held = await this.#heldBefore();
    if (held === undefined) await this.#join();
    else this.#showHold(held);
  }

  close(): void {
    this.#isClosed = true;
    this.#leaveStep();
    this.#room?.close();
  }

  async #heldBefore(): Promise<Hold | undefined> {
    const { data } = await this.#client.catalogue.reservations({ limit: RESERVATIONS_LOOKED_AT });
    const held = data.find(
      ({ status, showtimeId }) => status === "held" && showtimeId === this.#showtimeId,
    );
    return held === undefined ? undefined : this.#client.hold(held);
  }

  async #join(): Promise<void> {
    this.#show(element("p", { class: "soft" }, say("joining")));
    this.#room?.close();
    try {
      const room = await this.#client.waitingRoom(this.#showtimeId).join();
      if (this.#isClosed) return room.close();
      this.#room = room;
      room.on("over", (error) => this.#showOver(error));
      room.on("sale", ({ state }) => notify(say("saleState", { state })));
      if (room.place.status !== "admitted") {
        const leave = trying(() => room.leave());
        this.#show(waitingView(room, leave));
      }
      await room.admitted();
      if (!this.#isClosed) await this.#showMap();
    } catch (error) {
      if (this.#isClosed || hasCode(error, "QUEUE_TOKEN_EXPIRED")) return;
      complain(error);
      this.#show(this.#againCard(error instanceof Error ? error.message : String(error)));
    }
  }

  async #showMap(): Promise<void> {
    const session = this.#room?.session;
    if (session === undefined) return this.#join();
    this.#show(element("p", { class: "soft" }, say("loadingMap")));
    const map = await session.seatMap();
    if (this.#isClosed || this.#showtime === undefined) return;
    const picker = new SeatPicker(map, session, (hold) => this.#showHold(hold));
    this.#picker = picker;
    map.on("lost", () => notify(say("mapLost"), true));
    this.#body.replaceChildren(picker.node);
  }

  #showHold(hold: Hold): void {
    this.#show();
    this.#panel = new HoldPanel(hold, {
      paid: (payment) => this.#showPaid(payment, hold),
      gone: (text) => {
        notify(text);
        this.#showMap().catch(complain);
      },
    });
    this.#body.replaceChildren(this.#panel.node);
  }

  #showPaid({ tickets }: PaymentBody, hold: Hold): void {
    const { seats, area } = hold.reservation;
    this.#show(
      element(
        "section",
        { class: "card stack" },
        element("h2", {}, say("paid")),
        ...seats.map((seat) => element("p", {}, say("seat", { ...seat }))),
        area !== undefined &&
          element("p", {}, say("places", { count: area.quantity, name: area.name })),
        ...tickets.map(({ id }) =>
          element("p", { class: "soft" }, say("ticket", { id: id.slice(0, TICKET_SHOWN) })),
        ),
        element("a", { class: "button", attributes: { href: "#/" } }, say("backToSales")),
        button(say("again"), () => void this.#join()),
      ),
    );
  }

  #showOver(error: OnsaleError): void {
    // Paying ends the place as well: then the tickets are on the page.
    if (this.#isClosed || this.#panel !== undefined || error.meta["status"] === "done") return;
    this.#show(this.#againCard(say("over")));
  }

  #againCard(text: string): HTMLElement {
    return element(
      "section",
      { class: "card stack" },
      element("p", {}, text),
      element(
        "div",
        { class: "row" },
        button(say("again"), () => void this.#join(), { class: "main" }),
        element("a", { class: "button", attributes: { href: "#/" } }, say("backToSales")),
      ),
    );
  }

  #show(...nodes: readonly HTMLElement[]): void {
    this.#leaveStep();
    this.#body.replaceChildren(...nodes);
  }

  #leaveStep(): void {
    this.#picker?.close();
    this.#panel?.close();
    this.#picker = undefined;
    this.#panel = undefined;
  }
}
