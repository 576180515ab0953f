// Short news at the edge of the page: few, brief, and never over what is to be clicked. What
// failed is no news any more once something works, or the page shows something else.

import { OnsaleError } from "../../client-sdk/index.js";
import { element, part } from "./dom.js";
import { errorText } from "./error-texts.js";

const SHOWN_MS = 4_000;
const SHOWN_MAX = 3;

/** A line at the edge of the page for a moment; the same line is shown once. */
export function notify(text: string, isBad = false): void {
  const box = part("notices");
  for (const shown of [...box.children]) if (shown.textContent === text) shown.remove();
  const notice = element("div", { class: isBad ? "notice bad" : "notice" }, text);
  box.append(notice);
  while (box.childElementCount > SHOWN_MAX) box.firstElementChild?.remove();
  setTimeout(() => notice.remove(), SHOWN_MS);
}

/** What went wrong, in the words of the table of codes. */
export function complain(error: unknown): void {
  if (!(error instanceof OnsaleError)) {
    notify(String(error), true);
    return;
  }
  const where = error.errors.map(({ pointer, message }) => `${pointer} ${message}`).join(", ");
  notify(`${errorText(error)}${where === "" ? "" : `: ${where}`} (${error.code})`, true);
}

/** After a success, and where the page shows something else. */
export function forgetComplaints(): void {
  for (const bad of part("notices").querySelectorAll(".bad")) bad.remove();
}

/** For listeners: a failure is shown, and goes no further. */
export const trying = (act: () => Promise<unknown>) => (): void =>
  void act().then(forgetComplaints, complain);
