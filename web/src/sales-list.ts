import type { PerformanceBody, ShowtimeBody } from "../../client-sdk/index.js";
import { client, isLoggedIn } from "./account.js";
import { element } from "./dom.js";
import { logInForm } from "./log-in-form.js";
import { opensText } from "./opening.js";
import { isShut, joinsFrom, knownState, stateText } from "./sale-state.js";
import { dateTime, say } from "./texts.js";

const PAGE = 50;

interface Sale {
  readonly performance: PerformanceBody;
  readonly showtimes: readonly ShowtimeBody[];
}

/** Draws the list of everything that can be booked; of each performance the last date first. */
export async function showSales(page: HTMLElement): Promise<void> {
  const { data } = await client.catalogue.performances({ bookable: true, limit: PAGE });
  const sales = await Promise.all(
    data.map(async (performance): Promise<Sale> => {
      const showtimes = await client.catalogue.showtimes(performance.id);
      return { performance, showtimes: showtimes.data.toReversed() };
    }),
  );
  page.replaceChildren(
    element("h1", {}, say("sales")),
    element(
      "div",
      { class: "cards" },
      ...(isLoggedIn() ? [] : [logInForm()]),
      ...sales.map(saleCard),
      sales.length === 0 && element("p", { class: "soft" }, say("noSales")),
    ),
  );
}

const saleCard = ({ performance, showtimes }: Sale): HTMLElement =>
  element(
    "article",
    { class: "card stack" },
    element("h2", {}, performance.name),
    element("p", { class: "soft" }, performance.description ?? ""),
    ...showtimes.map(showtimeLine),
  );

function showtimeLine(showtime: ShowtimeBody): HTMLElement {
  const { id, startsAt, seatCount, areas } = showtime;
  const count = areas.reduce((sum, { capacity }) => sum + capacity, seatCount);
  const places = say(areas.length === 0 ? "seats" : "placesInAll", { count });
  const now = client.rest.serverNow();
  const state = knownState(showtime, now);
  const opensAt = joinsFrom(showtime);
  const news = now < opensAt ? opensText(opensAt) : state === undefined ? "" : stateText(state);
  return element(
    "div",
    { class: "stack" },
    element("span", {}, `${dateTime(startsAt)} · ${places}`),
    news !== "" && element("span", { class: "state" }, news),
    element(
      "a",
      {
        class: isShut(state) ? "button" : "button main",
        attributes: { href: `#/showtimes/${id}` },
      },
      say("open"),
    ),
  );
}
