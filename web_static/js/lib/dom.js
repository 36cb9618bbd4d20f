// @ts-check
// Elements in one line each.

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props] properties; `class`, `style` (an object), `on` (an
 *   object of listeners) and names with a dash (attributes) are special.
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "class") element.className = value;
    else if (name === "style") Object.assign(element.style, value);
    else if (name === "on") {
      for (const [event, call] of Object.entries(value)) {
        element.addEventListener(event, /** @type {EventListener} */ (call));
      }
    } else if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else /** @type {any} */ (element)[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Return the element that must exist under `id`.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element #${id}`);
  return element;
}

/**
 * Set a text only if it changed, so that nothing is laid out for nothing.
 *
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Show or hide an element only if it changed, for the same reason.
 *
 * @param {HTMLElement} element
 * @param {boolean} isHidden
 */
export function hide(element, isHidden) {
  if (element.hidden !== isHidden) element.hidden = isHidden;
}

/** What holds, by the input that shows it. @type {WeakMap<Element, string>} */
const held = new WeakMap();

/**
 * Set an input's value unless a person is typing there.
 *
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {string} value
 */
export function setValue(input, value) {
  held.set(input, value);
  const isTyping = document.activeElement === input && /yes|stepped/.test(input.dataset["dirty"] ?? "");
  if (!isTyping && input.value !== value) input.value = value;
}

/**
 * Show again what holds, whatever was typed.
 *
 * @param {HTMLInputElement} input
 */
export function restore(input) {
  input.dataset["dirty"] = "no";
  setValue(input, held.get(input) ?? "");
}

const SVG = "http://www.w3.org/2000/svg";

/** Paths of the icons, drawn on 16 × 16 with a line of 1.5. */
const ICONS = /** @type {Record<string, string>} */ ({
  undo: "M5.5 3 2.5 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",
  redo: "m10.5 3 3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10",
  theme: "M8 2.500a5.500 5.500 0 1 0 0 11zM8 2.500a5.500 5.500 0 0 1 0 11",
  help: "M5.800 6a2.200 2.200 0 1 1 3.100 2c-.6.300-.9.700-.9 1.500M8 12v.200",
  list: "M5.500 4h8M5.500 8h8M5.500 12h8M2.500 4h.01M2.500 8h.01M2.500 12h.01",
  sidebar: "M2.500 3h11v10h-11zM10 3v10",
  plus: "M8 3.500v9M3.500 8h9",
  trash: "M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.5 8.500h6l.5-8.500",
  eye: "M1.500 8S4 3.800 8 3.800 14.500 8 14.500 8 12 12.200 8 12.200 1.500 8 1.500 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  hidden: "M3 3l10 10M6.200 4.100A6 6 0 0 1 8 3.800c4 0 6.500 4.200 6.500 4.200a12 12 0 0 1-2 2.400M4 5.300A12 12 0 0 0 1.500 8S4 12.200 8 12.200a6 6 0 0 0 2.300-.5",
  lock: "M4.500 7V5.200a3.500 3.500 0 0 1 7 0V7M3.500 7h9v6.500h-9z",
  unlock: "M4.500 7V5.200a3.500 3.500 0 0 1 6.800-1.100M3.500 7h9v6.500h-9z",
  reverse: "M5 13V3M2.500 5.500 5 3l2.500 2.500M11 3v10M8.500 10.500 11 13l2.500-2.500",
  link: "M6.500 9.500l3-3M7 5l1.800-1.800a2.600 2.600 0 0 1 3.900 3.800L11 8.800M9 11l-1.800 1.800a2.600 2.600 0 0 1-3.900-3.800L5 7.200",
  unlink: "M7 5l1.800-1.800a2.600 2.600 0 0 1 3.900 3.800L11 8.800M9 11l-1.800 1.800a2.600 2.600 0 0 1-3.900-3.800L5 7.200M2.500 2.500l11 11",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  rename: "M3 13l.6-2.800 7.200-7.200 2.200 2.200-7.200 7.200zM9.500 4.300l2.200 2.200",
  open: "M2.500 12.500v-9h4l1.500 2h5.500v7zM2.500 7h11",
  external: "M9 2.500h4.500V7M13.500 2.500 7.500 8.500M11 9.500v4H2.500V5h4",
  watch: "M2.500 5.500h9M9 3l2.500 2.500L9 8M13.500 10.500h-9M7 8l-2.500 2.500L7 13",
  save: "M8 2.500v7.500M5 7l3 3 3-3M2.500 10.500v3h11v-3",
  palette: "M3 4.500l3.500 3.500L3 11.500M8.500 12h5",
  play: "M5 3.500v9l7-4.500z",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  history: "M3 5.500A5.500 5.500 0 1 1 2.500 8M2.500 3v3h3M8 5v3.200l2 1.300",
  operations: "M3 4.500h6M12 4.500h1M3 11.500h1M7 11.500h6M9 3v3h3V3zM4 10v3h3v-3z",
  down: "M4 6.500 8 10.500l4-4",
});

/**
 * Make an icon; it means nothing to a screen reader, its button has a title.
 *
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] ?? "");
  svg.append(path);
  return svg;
}

/**
 * Make a button with an icon.
 *
 * @param {string} name of the icon
 * @param {string} title
 * @param {() => void} act
 * @param {string} [text]
 */
export function iconButton(name, title, act, text = "") {
  return h(
    "button",
    { class: text ? "button" : "button icon-only", type: "button", title, ...(text ? {} : { "aria-label": title }), on: { click: act } },
    icon(name),
    text || null,
  );
}
