// @ts-check
// The menu of operations under its button.

import { h } from "../lib/dom.js";

/**
 * Open the menu under a button, or close it.
 *
 * @param {HTMLElement} button
 * @param {OperationEntry[]} entries
 * @param {(name: string) => void} choose
 */
export function toggleOperations(button, entries, choose) {
  const open = document.querySelector(".operations");
  if (open) {
    open.remove();
    return;
  }
  const items = entries.map(({ name, title }) =>
    h("li", { role: "none" }, h("button", { type: "button", role: "menuitem", on: { click: () => done(name) } }, `${title}…`)),
  );
  const list = h("ul", { class: "history operations", role: "menu", "aria-label": "Operations" }, ...items);
  const done = (/** @type {string} */ name) => {
    end();
    choose(name);
  };
  const end = () => {
    list.remove();
    removeEventListener("pointerdown", away);
    removeEventListener("keydown", keyed);
  };
  const away = (/** @type {PointerEvent} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!list.contains(target) && !button.contains(target)) end();
  };
  const keyed = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      end();
      button.focus();
    } else if (step) {
      const buttons = [...list.querySelectorAll("button")];
      const at = buttons.findIndex((each) => each === document.activeElement);
      buttons[(at + step + buttons.length) % buttons.length]?.focus();
      event.preventDefault();
    }
  };
  addEventListener("pointerdown", away);
  addEventListener("keydown", keyed);
  const { left, bottom } = button.getBoundingClientRect();
  (button.closest("header") ?? document.body).append(list);
  list.style.left = `${Math.max(4, Math.min(left, innerWidth - list.offsetWidth - 4))}px`;
  list.style.top = `${bottom + 4}px`;
  list.style.maxHeight = `${innerHeight - bottom - 16}px`;
  list.querySelector("button")?.focus();
}
