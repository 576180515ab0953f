// The page shows the list of sales or one sale. The address says which one, so a reload returns to
// the same sale and to the same place in its waiting room.

import { client, onAccountChange } from "./account.js";
import { Booking } from "./booking.js";
import { endCard } from "./cards.js";
import { element, part } from "./dom.js";
import { failureText } from "./error-texts.js";
import { forgetComplaints } from "./notices.js";
import { showSales } from "./sales-list.js";
import { say } from "./texts.js";
import { drawTop } from "./top-bar.js";

let booking: Booking | undefined;

function route(): void {
  booking?.close();
  forgetComplaints();
  booking = undefined;
  drawTop(route);
  const page = element("div", {});
  part("page").replaceChildren(page);
  const showtimeId = /^#\/showtimes\/([\w-]+)$/.exec(location.hash)?.[1];
  if (showtimeId === undefined) {
    showSales(page).catch((error: unknown) => {
      page.replaceChildren(endCard(failureText(error), { name: say("tryAgain"), act: route }));
    });
    return;
  }
  booking = new Booking(client, showtimeId, page);
  void booking.start();
}

addEventListener("hashchange", route);
onAccountChange(route);
route();
