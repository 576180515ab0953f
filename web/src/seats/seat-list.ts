import type { MapSeat, SeatMap } from "../../../client-sdk/index.js";
import { button, element } from "../dom.js";
import { say } from "../texts.js";

interface Choosing {
  readonly isChosen: (seat: MapSeat) => boolean;
  readonly choose: (seat: MapSeat) => void;
}

/** The free seats of one section as buttons, for keyboards and screen readers. */
export function seatList(map: SeatMap, { isChosen, choose }: Choosing) {
  const sections = [...new Set(map.seats.map(({ section }) => section))];
  const list = element("div", { class: "seat-list" });
  const count = element("span", { class: "soft" });
  const select = element(
    "select",
    { attributes: { "aria-label": say("section") }, on: { onchange: () => redraw() } },
    ...sections.map((name) => element("option", { attributes: { value: name } }, name)),
  );
  const node = element(
    "details",
    { class: "card", on: { ontoggle: () => redraw() } },
    element("summary", {}, say("seatList")),
    element("div", { class: "row" }, select, count),
    list,
  );
  /** A closed list is not built. */
  function redraw(): void {
    if (!node.open) return;
    const focused = document.activeElement?.getAttribute("data-seat");
    const shown = map.seats.filter(
      (seat) =>
        seat.section === select.value && (isChosen(seat) || map.status(seat) === "available"),
    );
    count.textContent = say("freeSeats", { count: shown.length });
    list.replaceChildren(...shown.map((seat) => seatButton(seat, isChosen(seat), choose)));
    if (typeof focused !== "string") return;
    list.querySelector<HTMLButtonElement>(`[data-seat="${CSS.escape(focused)}"]`)?.focus();
  }
  return { node, redraw };
}

function seatButton(seat: MapSeat, isChosen: boolean, choose: Choosing["choose"]): HTMLElement {
  const { id, section, row, number: name } = seat;
  const label = say("seat", { section, row, number: name });
  return button(`${row}-${name}`, () => choose(seat), {
    attributes: {
      "aria-pressed": isChosen ? "true" : "false",
      "aria-label": label,
      "data-seat": id,
    },
  });
}
