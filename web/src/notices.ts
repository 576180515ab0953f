import { OnsaleError } from "../../client-sdk/index.js";
import { element, part } from "./dom.js";

const SHOWN_MS = 6_000;

/** A line at the bottom of the page for a moment. */
export function notify(text: string, isBad = false): void {
  const notice = element("div", { class: isBad ? "notice bad" : "notice" }, text);
  part("notices").append(notice);
  setTimeout(() => notice.remove(), SHOWN_MS);
}

/** What went wrong, in the words of the table of codes. */
export function complain(error: unknown): void {
  if (!(error instanceof OnsaleError)) {
    notify(String(error), true);
    return;
  }
  const where = error.errors.map(({ pointer, message }) => `${pointer} ${message}`).join(", ");
  notify(`${error.message}${where === "" ? "" : `: ${where}`} (${error.code})`, true);
}

/** For listeners: a failure is shown, and goes no further. */
export const trying = (act: () => Promise<unknown>) => (): void => void act().catch(complain);
