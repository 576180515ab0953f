import type { HoldChoice, SeatMap } from "../../../client-sdk/index.js";
import { element, field, valueOf } from "../dom.js";
import { CHOSEN_MAX } from "../limits.js";
import { money, say } from "../texts.js";
import { currentCurrency } from "../top-bar.js";

/** The form "Best available"; it offers only price classes that still have free seats. */
export function bestForm(map: SeatMap, hold: (choice: HoldChoice) => void) {
  const seated = new Set(map.seats.map(({ priceClass }) => priceClass.id));
  const classes = (map.layout?.priceClasses ?? []).filter(({ id }) => seated.has(id));
  const options = classes.map(({ id, name, price }) =>
    element(
      "option",
      { attributes: { value: id } },
      `${name} · ${money(price, currentCurrency())}`,
    ),
  );
  const select = element(
    "select",
    { attributes: { name: "priceClass", "aria-label": say("anyPrice") } },
    element("option", { attributes: { value: "" } }, say("anyPrice")),
    ...options,
  );
  const submit = element("button", { attributes: { type: "submit" } }, say("findBest"));
  const node: HTMLElement = element(
    "form",
    { class: "card stack", on: { onsubmit: () => hold(bestChoice(node)) } },
    element("h2", {}, say("best")),
    field(say("howMany"), { name: "count", type: "number", min: 1, max: CHOSEN_MAX, value: 2 }),
    classes.length > 1 && select,
    map.seats.some(({ isAccessible }) => isAccessible) &&
      element(
        "label",
        { class: "row" },
        element("input", { attributes: { type: "checkbox", name: "accessible" } }),
        say("accessible"),
      ),
    submit,
  );
  function redraw(): void {
    const free = freeClasses(map, classes.length);
    for (const option of options) option.disabled = !free.has(option.value);
    if (select.value !== "" && !free.has(select.value)) select.value = "";
    submit.disabled = free.size === 0;
  }
  return { node, redraw };
}

/** The price classes with a free seat; it stops once every class has one. */
function freeClasses(map: SeatMap, classCount: number): ReadonlySet<string> {
  const free = new Set<string>();
  for (const seat of map.seats) {
    if (free.size === classCount) break;
    if (map.status(seat) === "available") free.add(seat.priceClass.id);
  }
  return free;
}

function bestChoice(form: HTMLElement): HoldChoice {
  const priceClass = valueOf(form, "priceClass");
  const accessible = form.querySelector<HTMLInputElement>('[name="accessible"]')?.checked === true;
  return {
    best: {
      count: Number(valueOf(form, "count")),
      ...(priceClass === "" ? {} : { priceClass }),
      ...(accessible ? { accessible } : {}),
    },
  };
}
