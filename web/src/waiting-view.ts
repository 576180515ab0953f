import type { Room } from "../../client-sdk/index.js";
import { button, element } from "./dom.js";
import { minutes, number, say } from "./texts.js";

/** The position in the line, updated as it moves. */
export function waitingView(room: Room, leave: () => void): HTMLElement {
  const position = element("div", { class: "position" }, "…");
  const ahead = element("p", {});
  const wait = element("p", {});
  const crowd = element("p", { class: "soft" });
  room.on("position", (now) => {
    position.textContent = now.position === null ? "–" : number(now.position);
    ahead.textContent = now.ahead === null ? "" : say("ahead", { count: now.ahead });
    wait.textContent =
      now.etaSeconds === null ? say("waitUnknown") : say("wait", { time: minutes(now.etaSeconds) });
    if (now.waiting !== undefined) crowd.textContent = say("waiting", { count: now.waiting });
  });
  room.on("status", ({ status }) => {
    if (status === "parked") wait.textContent = say("parked");
  });
  return element(
    "section",
    { class: "card stack", attributes: { "aria-live": "polite" } },
    element("h2", {}, say("yourPosition")),
    position,
    ahead,
    wait,
    crowd,
    element("p", { class: "soft" }, say("keepPlace")),
    element("div", { class: "row" }, button(say("leave"), leave)),
  );
}
