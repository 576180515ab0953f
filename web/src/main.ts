// The page: a list of sales, and one sale at a time. Where it is stands in the address, so a
// reload comes back to the same place, in the waiting room as well.

import { client, onAccountChange } from "./account.js";
import { Booking } from "./booking.js";
import { element, part } from "./dom.js";
import { complain } from "./notices.js";
import { showSales } from "./sales-list.js";
import { drawTop } from "./top-bar.js";

let booking: Booking | undefined;

function route(): void {
  booking?.close();
  booking = undefined;
  drawTop(route);
  const page = element("div", {});
  part("page").replaceChildren(page);
  const showtimeId = /^#\/showtimes\/([\w-]+)$/.exec(location.hash)?.[1];
  if (showtimeId === undefined) {
    showSales(page).catch(complain);
    return;
  }
  booking = new Booking(client, showtimeId, page);
  booking.start().catch(complain);
}

addEventListener("hashchange", route);
onAccountChange(route);
route();
