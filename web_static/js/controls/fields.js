// @ts-check
// The small parts that controls are made of: fields, buttons, sections.

import { h, iconButton, restore } from "../lib/dom.js";
import { report } from "../lib/toast.js";
import { stepByWheel } from "../lib/wheel.js";
import { NothingTyped, Refused } from "./typed.js";

/** Milliseconds after which a text that was taken gives way to what it came to. */
const TAKEN = 400;

/**
 * An input that speaks when its text is finished, and marks itself while it is not. What is
 * not taken is said, and the field shows what holds.
 *
 * @param {"number" | "text"} type
 * @param {string} title
 * @param {(text: string) => unknown} act throws where the text is refused, or its promise does
 * @param {string} [caption] what is written beside it
 */
export function field(type, title, act, caption = "") {
  const enter = async () => {
    input.dataset["dirty"] = "no";
    try {
      if (input.validity.badInput) throw new Refused("This is not a number.", "Type digits, such as 12.");
      await act(input.value);
      setTimeout(() => input.dataset["dirty"] === "no" && restore(input), TAKEN);
    } catch (error) {
      restore(input);
      if (document.activeElement === input) input.select();
      if (!(error instanceof NothingTyped)) report(error);
    }
  };
  let timer = 0;
  /** Steps count from one another, though the manager answers them later. */
  const step = () => {
    enter();
    input.dataset["dirty"] = "stepped";
    clearTimeout(timer);
    timer = setTimeout(() => input.dataset["dirty"] === "stepped" && restore(input), TAKEN);
  };
  const input = h("input", {
    type,
    title,
    "aria-label": nameOf(title, caption),
    spellcheck: false,
    autocomplete: "off",
    on: {
      input: (/** @type {InputEvent} */ event) => {
        // The arrows of a number field have no input type: they act at once.
        if (type === "number" && !event.inputType) step();
        else input.dataset["dirty"] = "yes";
      },
      change: () => {
        if (input.dataset["dirty"] === "yes") enter();
      },
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Escape") return;
        restore(input);
        input.blur();
      },
      focus: () => input.select(),
    },
  });
  input.dataset["dirty"] = "no";
  if (type === "number") stepByWheel(input, step);
  return input;
}

/**
 * Return the name of a control: with its caption, by which who speaks to a computer calls it.
 *
 * @param {string} title
 * @param {string} caption
 */
export function nameOf(title, caption) {
  return caption ? `${caption}: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

/**
 * A field with its caption before it.
 *
 * @param {string} caption
 * @param {HTMLElement} input
 */
export function labelled(caption, input) {
  input.setAttribute("aria-label", nameOf(input.title, caption));
  return h("label", { class: "field" }, h("span", { class: "hint" }, caption), input);
}

/**
 * @param {string} name of the icon
 * @param {string} title
 * @param {() => void} act
 */
export function toggle(name, title, act) {
  const button = iconButton(name, title, act);
  press(button, false);
  return button;
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} act
 */
export function textButton(text, title, act) {
  return h("button", { class: "button", type: "button", title, on: { click: act } }, text);
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isOn
 */
export function press(button, isOn) {
  const pressed = String(isOn);
  if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
}

/** Names of the sections that are folded, in this browser. */
const FOLDED = "itool-folded";

/**
 * A part of the controls under a title; a click on that folds it away, here from now on.
 *
 * @param {string} title
 * @param {...Node} children
 */
export function section(title, ...children) {
  const parts = h("details", { open: !folded().includes(title) }, h("summary", {}, h("h2", {}, title)), ...children);
  parts.addEventListener("toggle", () => {
    const others = folded().filter((name) => name !== title);
    remember(parts.open ? others : [...others, title]);
  });
  return h("section", { "aria-label": title }, parts);
}

/** @returns {string[]} */
function folded() {
  try {
    return JSON.parse(localStorage.getItem(FOLDED) ?? "[]");
  } catch {
    return []; // no storage in a sandboxed frame
  }
}

/** @param {string[]} titles */
function remember(titles) {
  try {
    localStorage.setItem(FOLDED, JSON.stringify(titles));
  } catch {
    // no storage in a sandboxed frame
  }
}
