// The cards at the end of a sale: a message or tickets, and links to what the member can do next.

import type { ReservationBody, TicketBody } from "../../client-sdk/index.js";
import { button, element } from "./dom.js";
import { money, say } from "./texts.js";

/** So many characters of a ticket id are shown: enough to distinguish two tickets. */
const TICKET_SHOWN = 12;

const backLink = (): HTMLElement =>
  element("a", { class: "button", attributes: { href: "#/" } }, say("backToSales"));

/** A message, a button for the next step if there is one, and the link back. */
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

/** One line for each seat of a reservation, or for its places. */
export const reservedLines = ({ seats, area }: ReservationBody): HTMLElement[] => [
  ...seats.map((seat) => element("p", {}, say("seat", { ...seat }))),
  ...(area === undefined
    ? []
    : [element("p", {}, say("places", { count: area.quantity, name: area.name }))]),
];

/** A paid reservation with its tickets. */
export interface Purchase {
  readonly reservation: ReservationBody;
  readonly tickets: readonly TicketBody[];
}

/** The paid reservations, and a button to book more. */
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
