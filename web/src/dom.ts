/// <reference lib="dom" />

type Child = Node | string | undefined | false;
type Listeners = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: () => void };
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

interface Shape {
  readonly class?: string;
  readonly attributes?: Attributes;
  readonly on?: Listeners;
}

/** A new element with its children. Texts are inserted as text, never as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  shape: Shape,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (shape.class !== undefined) made.className = shape.class;
  for (const [name, value] of Object.entries(shape.attributes ?? {})) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  for (const [name, listener] of Object.entries(shape.on ?? {})) {
    made.addEventListener(name.slice(2), (event) => {
      if (name === "onsubmit") event.preventDefault();
      listener();
    });
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** The element of the page with this id. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no part ${id}`);
  return found;
}

/** A button that calls `onclick`. */
export function button(
  text: string,
  onclick: () => void,
  shape: { readonly class?: string; readonly attributes?: Attributes } = {},
): HTMLButtonElement {
  const attributes = { type: "button", ...shape.attributes };
  return element("button", { ...shape, attributes, on: { onclick } }, text);
}

/** An input of a form with its label. */
export function field(label: string, attributes: Attributes): HTMLLabelElement {
  return element("label", {}, label, element("input", { attributes }));
}

/** The value of a named field of a form; empty if there is none. */
export const valueOf = (form: HTMLElement, name: string): string =>
  form.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`)?.value ?? "";
