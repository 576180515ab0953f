// The page of one sale from opening to ticket: countdown, waiting room, map, hold, payment. Each
// step replaces the one before it. After a reload, holds and tickets are shown again.

import type {
  Hold,
  OnsaleClient,
  OnsaleError,
  PaymentBody,
  Room,
  RoomNotices,
  ShowtimeBody,
} from "../../client-sdk/index.js";
import { hasCode } from "../../client-sdk/index.js";
import { isLoggedIn } from "./account.js";
import { endCard, paidCard, type Purchase } from "./cards.js";
import { element } from "./dom.js";
import { failureText } from "./error-texts.js";
import { HoldPanel } from "./seats/hold-panel.js";
import { logInForm } from "./log-in-form.js";
import { forgetComplaints, notify, trying } from "./notices.js";
import { Opening } from "./opening.js";
import { keepWantsMore, owned, wantsMore, withTickets } from "./purchases.js";
import { isShut, joinsFrom, knownState, rememberState, stateText } from "./sale-state.js";
import type { ShownState } from "./sale-state.js";
import { SeatPicker } from "./seats/seat-picker.js";
import { dateTime, say } from "./texts.js";
import { waitingView } from "./waiting-view.js";

/** The step that the page shows; `close` ends it when another step replaces it. */
interface Step {
  close(): void;
}

/** Takes a member through the steps of one sale, and draws the present one. */
export class Booking {
  readonly #client: OnsaleClient;
  readonly #showtimeId: string;
  readonly #stateLine = element("p", { class: "state", attributes: { role: "status" } });
  readonly #body = element("div", { class: "stack" });
  readonly #page: HTMLElement;
  readonly #ends: (() => void)[] = [];
  #showtime: ShowtimeBody | undefined;
  #state: ShownState | undefined;
  #room: Room | undefined;
  #step: Step | undefined;
  /** The page shows a hold or tickets, which outlive the place and the sale. */
  #isKept = false;
  #isClosed = false;

  constructor(client: OnsaleClient, showtimeId: string, page: HTMLElement) {
    this.#client = client;
    this.#showtimeId = showtimeId;
    this.#page = page;
    this.#ends.push(
      client.on("retry", ({ error }) => {
        if (error.code === "SALE_PAUSED") this.#setState("paused");
      }),
    );
  }

  /** Draws the first step; what fails is shown with a button to try again. */
  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      if (this.#isClosed) return;
      const isUnknown = hasCode(error, "SHOWTIME_NOT_FOUND", "PERFORMANCE_NOT_FOUND");
      const again = { name: say("tryAgain"), act: () => void this.start() };
      this.#page.replaceChildren(
        isUnknown ? endCard(say("unknownSale")) : endCard(failureText(error), again),
      );
    }
  }

  /** Ends the present step and every listener. */
  close(): void {
    this.#isClosed = true;
    this.#step?.close();
    this.#room?.close();
    for (const end of this.#ends.splice(0)) end();
  }

  async #open(): Promise<void> {
    const { catalogue, rest } = this.#client;
    this.#showtime = await catalogue.showtime(this.#showtimeId);
    const { name } = await catalogue.performance(this.#showtime.performanceId);
    if (this.#isClosed) return;
    this.#page.replaceChildren(
      element("a", { attributes: { href: "#/" } }, `← ${say("backToSales")}`),
      element("h1", {}, name),
      element("p", { class: "soft" }, dateTime(this.#showtime.startsAt)),
      this.#stateLine,
      this.#body,
    );
    this.#setState(knownState(this.#showtime, rest.serverNow()));
    if (isLoggedIn()) await this.#look();
    else this.#showLogIn(this.#showtime);
  }

  /** Shows the first step that fits what the member already holds or owns. */
  async #look(): Promise<void> {
    const { held, paid } = await owned(this.#client, this.#showtimeId);
    if (held !== undefined) return this.#showHold(this.#client.hold(held));
    if (paid.length === 0 || wantsMore(this.#client, this.#showtimeId)) return this.#join();
    this.#showPaid(await withTickets(this.#client, paid));
  }

  #showLogIn(showtime: ShowtimeBody): void {
    const opensAt = joinsFrom(showtime);
    const now = (): number => this.#client.rest.serverNow();
    if (now() >= opensAt) return this.#show(undefined, logInForm());
    this.#setState(undefined);
    const arrive = (): void => opening.node.remove();
    const opening = new Opening({ opensAt, asksAgainInMs: opensAt - now(), now, arrive });
    this.#show(opening, opening.node, logInForm());
  }

  async #join(): Promise<void> {
    // The countdown stays on the page while a member who waits for the opening joins again.
    if (!(this.#step instanceof Opening)) {
      this.#show(undefined, element("p", { class: "soft" }, say("joining")));
    }
    this.#room?.close();
    this.#isKept = false;
    try {
      const room = await this.#client.waitingRoom(this.#showtimeId).join();
      if (this.#isClosed) return room.close();
      this.#enter(room);
    } catch (error) {
      if (!this.#isClosed) this.#showRefusal(error);
    }
  }

  #enter(room: Room): void {
    this.#room = room;
    if (isShut(this.#state)) this.#setState(undefined);
    if (this.#state === undefined && this.#isEarly()) this.#setState("scheduled");
    room.on("over", (error) => this.#showOver(error));
    room.on("sale", (sale) => this.#onSale(sale));
    room.on("admitted", () => void this.#showMap());
    if (room.place.status === "admitted") return;
    const leave = trying(() => room.leave());
    this.#show(undefined, waitingView(room, leave));
  }

  /** Whether the sale has not opened; the waiting room may open earlier. */
  #isEarly(): boolean {
    const opensAt = Date.parse(this.#showtime?.salesOpenAt ?? "");
    return this.#client.rest.serverNow() < opensAt;
  }

  #showRefusal(error: unknown): void {
    if (hasCode(error, "SALE_NOT_OPEN")) return this.#showOpening(error);
    if (hasCode(error, "SALE_CLOSED")) return this.#showShut("closed");
    if (hasCode(error, "ALL_RESERVED")) return this.#showShut("soldOut");
    this.#showAgain(failureText(error));
  }

  #showOpening({ meta, retryAfterMs }: OnsaleError): void {
    this.#setState(undefined);
    const opensAt = typeof meta["opensAt"] === "number" ? meta["opensAt"] : undefined;
    const opening = new Opening({
      opensAt,
      asksAgainInMs: retryAfterMs ?? 0,
      now: () => this.#client.rest.serverNow(),
      arrive: () => void this.#join(),
    });
    this.#show(opening, opening.node);
  }

  #onSale({ state, soldOut }: RoomNotices["sale"]): void {
    const before = this.#state;
    const now = soldOut === true ? "soldOut" : state;
    this.#setState(now);
    if (this.#isKept || this.#isClosed) return;
    if (isShut(now)) this.#showShut(now);
    else if (isShut(before)) void this.#join();
  }

  #setState(state: ShownState | undefined): void {
    this.#state = state;
    rememberState(this.#showtimeId, state);
    this.#stateLine.textContent = state === undefined ? "" : stateText(state);
  }

  /** A call has succeeded, so the sale is not paused any more. */
  #works(): void {
    if (this.#state === "paused") this.#setState(undefined);
  }

  async #showMap(): Promise<void> {
    const session = this.#room?.session;
    if (session === undefined) return this.#join();
    this.#isKept = false;
    this.#show(undefined, element("p", { class: "soft" }, say("loadingMap")));
    try {
      const map = await session.seatMap();
      if (this.#isClosed || session !== this.#room?.session || isShut(this.#state)) return;
      const picker = new SeatPicker(map, session, (hold) => {
        this.#works();
        this.#showHold(hold);
      });
      this.#show(picker, picker.node);
    } catch (error) {
      // When the place has ended, the event `over` shows why.
      if (!this.#isClosed && session === this.#room?.session) this.#showRefusal(error);
    }
  }

  #showHold(hold: Hold): void {
    this.#isKept = true;
    const panel = new HoldPanel(hold, {
      paid: ({ tickets }: PaymentBody) =>
        this.#showPaid([{ reservation: hold.reservation, tickets }]),
      gone: (text) => {
        notify(text);
        void this.#showMap();
      },
    });
    this.#show(panel, panel.node);
  }

  #showPaid(purchases: readonly Purchase[]): void {
    if (this.#isClosed) return;
    this.#isKept = true;
    this.#works();
    keepWantsMore(this.#client, this.#showtimeId, false);
    const bookMore = (): void => {
      keepWantsMore(this.#client, this.#showtimeId, true);
      void this.#join();
    };
    this.#show(undefined, paidCard(purchases, bookMore));
  }

  #showOver(error: OnsaleError): void {
    // A payment ends the place as well, but then the page shows the tickets.
    if (this.#isClosed || this.#isKept) return;
    keepWantsMore(this.#client, this.#showtimeId, false);
    if (error.meta["status"] !== "done") return this.#showAgain(say("over"));
    this.#look().catch((failure: unknown) => this.#showRefusal(failure));
  }

  #showShut(state: ShownState): void {
    this.#setState(state);
    // The card shows the state, so the line above it stays empty.
    this.#stateLine.textContent = "";
    const again = { name: say("tryAgain"), act: () => void this.#join() };
    this.#show(undefined, endCard(stateText(state), state === "soldOut" ? again : undefined));
  }

  #showAgain(text: string): void {
    this.#show(undefined, endCard(text, { name: say("again"), act: () => void this.#join() }));
  }

  #show(step: Step | undefined, ...nodes: readonly HTMLElement[]): void {
    this.#step?.close();
    this.#step = step;
    forgetComplaints();
    this.#body.replaceChildren(...nodes);
  }
}
