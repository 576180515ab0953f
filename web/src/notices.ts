// Short notices at the edge of the page, at most three, and never over a button. A failure
// disappears as soon as something succeeds or the page shows another step.

import { OnsaleError } from "../../client-sdk/index.js";
import { element, part } from "./dom.js";
import { errorText } from "./error-texts.js";

const SHOWN_MS = 4_000;
const SHOWN_MAX = 3;

/** Shows a notice for some seconds. The same text is shown once at a time. */
export function notify(text: string, isBad = false): void {
  const box = part("notices");
  for (const shown of [...box.children]) if (shown.textContent === text) shown.remove();
  const notice = element("div", { class: isBad ? "notice bad" : "notice" }, text);
  box.append(notice);
  while (box.childElementCount > SHOWN_MAX) box.firstElementChild?.remove();
  setTimeout(() => notice.remove(), SHOWN_MS);
}

/** Shows what went wrong as a notice, with the code and the refused fields. */
export function complain(error: unknown): void {
  if (!(error instanceof OnsaleError)) {
    notify(String(error), true);
    return;
  }
  const where = error.errors.map(({ pointer, message }) => `${pointer} ${message}`).join(", ");
  notify(`${errorText(error)}${where === "" ? "" : `: ${where}`} (${error.code})`, true);
}

/** Removes the notices of failures: after a success, and when another step is shown. */
export function forgetComplaints(): void {
  for (const bad of part("notices").querySelectorAll(".bad")) bad.remove();
}

/** A listener that runs `act` and shows its failure as a notice. */
export const trying = (act: () => Promise<unknown>) => (): void =>
  void act().then(forgetComplaints, complain);
