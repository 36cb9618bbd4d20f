// @ts-check
// Menus that open over the page: under a button, or where the pointer is.

import { h } from "./dom.js";

/**
 * @typedef {object} Entry
 * @property {string} title
 * @property {() => unknown} act
 * @property {boolean} [isOn] of an entry that is ticked or not
 * @property {boolean} [isOneOf] of an entry of which one is ticked, and has the focus first
 * @property {string} [kind] a class of its own
 */

/**
 * Open a menu, with the focus on its first entry. Arrows go on, Escape gives the focus
 * back, and so does whatever is chosen.
 *
 * @param {string} label
 * @param {(Entry | null)[]} entries null is a line between others
 * @param {{left: number, top: number}} place in the window
 * @param {{kind?: string, inside?: Element, owner?: HTMLElement}} [options] a class of its own,
 *   what it is put into, and the button that it belongs to
 * @returns {() => void} closes it
 */
export function openMenu(label, entries, place, { kind = "", inside = document.querySelector("main") ?? document.body, owner } = {}) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const items = entries.map((entry) => (entry ? item(entry) : h("li", { role: "separator" })));
  const list = h("ul", { class: `history menu ${kind}`, role: "menu", "aria-label": label }, ...items);
  /** @param {Entry} entry */
  function item({ title, act, isOn, isOneOf, kind: own = "" }) {
    const role = isOneOf ? "menuitemradio" : isOn === undefined ? "menuitem" : "menuitemcheckbox";
    const choose = () => {
      end();
      (owner ?? before)?.focus({ preventScroll: true });
      act();
    };
    const button = h("button", { type: "button", role, on: { click: choose } }, title);
    if (isOn !== undefined) button.setAttribute("aria-checked", String(isOn));
    return h("li", { role: "none", class: own }, button);
  }
  const end = () => {
    list.remove();
    removeEventListener("pointerdown", away, true);
    removeEventListener("keydown", keyed, true);
  };
  const away = (/** @type {PointerEvent} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!list.contains(target) && !owner?.contains(target)) end();
  };
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      end();
      (owner ?? before)?.focus({ preventScroll: true });
    } else if (step) {
      const buttons = [...list.querySelectorAll("button")];
      const at = buttons.findIndex((each) => each === document.activeElement);
      buttons[(at + step + buttons.length) % buttons.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("pointerdown", away, true);
  addEventListener("keydown", keyed, true);
  for (const open of document.querySelectorAll(".menu")) open.remove();
  inside.append(list);
  list.style.left = `${Math.max(4, Math.min(place.left, innerWidth - list.offsetWidth - 4))}px`;
  const top = Math.max(4, owner ? place.top : Math.min(place.top, innerHeight - list.offsetHeight - 4));
  list.style.top = `${top}px`;
  list.style.maxHeight = `${innerHeight - top - 12}px`;
  const first = list.querySelector("[role=menuitemradio][aria-checked=true]") ?? list.querySelector("button");
  /** @type {HTMLElement | null} */ (first)?.focus();
  return end;
}
