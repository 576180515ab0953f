// Where a way ends: what it says, and where to go from there.

import type { ReservationBody, TicketBody } from "../../client-sdk/index.js";
import { button, element } from "./dom.js";
import { money, say } from "./texts.js";

/** Enough of it to tell two apart. */
const TICKET_SHOWN = 12;

const backLink = (): HTMLElement =>
  element("a", { class: "button", attributes: { href: "#/" } }, say("backToSales"));

/** One line, what can be done about it, and the way back. */
export function endCard(text: string, next?: { readonly name: string; act: () => void }) {
  return element(
    "section",
    { class: "card stack" },
    element("p", { attributes: { role: "status" } }, text),
    element(
      "div",
      { class: "row" },
      next !== undefined && button(next.name, next.act, { class: "main" }),
      backLink(),
    ),
  );
}

/** The seats of a reservation, or its places. */
export const reservedLines = ({ seats, area }: ReservationBody): HTMLElement[] => [
  ...seats.map((seat) => element("p", {}, say("seat", { ...seat }))),
  ...(area === undefined
    ? []
    : [element("p", {}, say("places", { count: area.quantity, name: area.name }))]),
];

export interface Purchase {
  readonly reservation: ReservationBody;
  readonly tickets: readonly TicketBody[];
}

/** What is paid, and a way to more of it. */
export const paidCard = (purchases: readonly Purchase[], bookMore: () => void): HTMLElement =>
  element(
    "section",
    { class: "card stack" },
    element("h2", {}, say("paid")),
    ...purchases.map(purchaseLines),
    element("div", { class: "row" }, backLink(), button(say("bookMore"), bookMore)),
  );

function purchaseLines({ reservation, tickets }: Purchase): HTMLElement {
  const { total, currency } = reservation;
  return element(
    "div",
    { class: "stack purchase" },
    ...reservedLines(reservation),
    element("p", {}, say("total", { amount: money(total, currency) })),
    ...tickets.map(({ id }) =>
      element("p", { class: "soft" }, say("ticket", { id: id.slice(0, TICKET_SHOWN) })),
    ),
  );
}
