import { logIn, signUp } from "./account.js";
import { button, element, field, valueOf } from "./dom.js";
import { trying } from "./notices.js";
import { say } from "./texts.js";

/** The form to log in, or to sign up with the same fields and a name. */
export function logInForm(): HTMLElement {
  const read = (name: string) => valueOf(form, name);
  const enter = trying(() => logIn(read("email"), read("password")));
  const join = trying(() => signUp(read("email"), read("password"), read("name")));
  const form: HTMLElement = element(
    "form",
    { class: "card stack", on: { onsubmit: enter } },
    element("h2", {}, say("logIn")),
    element("p", { class: "soft" }, say("logInFirst")),
    field(say("email"), { name: "email", type: "email", required: true, autocomplete: "email" }),
    field(say("password"), {
      ...{ name: "password", type: "password", required: true },
      autocomplete: "current-password",
    }),
    element(
      "div",
      { class: "row" },
      element("button", { class: "main", attributes: { type: "submit" } }, say("logIn")),
    ),
    element(
      "details",
      {},
      element("summary", {}, say("signUp")),
      field(say("name"), { name: "name", autocomplete: "name" }),
      button(say("signUp"), join),
    ),
    element("p", { class: "soft" }, say("demo")),
  );
  return form;
}
