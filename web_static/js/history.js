// @ts-check
// The history of a viewer: a list of what was done, to jump in.

import { h } from "./lib/dom.js";

/**
 * Open the list of changes under a button, or close it.
 *
 * @param {HTMLElement} button
 * @param {(command: string, args?: object) => Promise<any>} call
 */
export async function toggleHistory(button, call) {
  const open = document.querySelector(".history");
  if (open) {
    open.remove();
    return;
  }
  /** @type {{title: string, is_undone: boolean}[]} */
  const steps = await call("edit.history");
  const now = steps.filter((step) => !step.is_undone).length - 1;
  const jump = (/** @type {number} */ to) => {
    list.remove();
    call("edit.jump", { to });
  };
  const list = h(
    "ol",
    { class: "history", role: "menu", "aria-label": "History" },
    ...steps
      .map((step, i) =>
        h(
          "li",
          { role: "none", class: step.is_undone ? "undone" : "" },
          h(
            "button",
            { type: "button", role: "menuitemradio", "aria-checked": String(i === now), on: { click: () => jump(i) } },
            step.title || "As it was opened",
          ),
        ),
      )
      .reverse(),
  );
  const close = (/** @type {Event} */ event) => {
    const isKey = event instanceof KeyboardEvent;
    if (isKey ? event.key !== "Escape" : list.contains(/** @type {Node} */ (event.target)) || button.contains(/** @type {Node} */ (event.target))) return;
    list.remove();
    removeEventListener("pointerdown", close);
    removeEventListener("keydown", close);
    if (isKey) button.focus();
  };
  addEventListener("pointerdown", close);
  addEventListener("keydown", close);
  const { left, bottom } = button.getBoundingClientRect();
  document.body.append(list);
  list.style.left = `${Math.max(4, Math.min(left, innerWidth - list.offsetWidth - 4))}px`;
  list.style.top = `${bottom + 4}px`;
  /** @type {HTMLElement | null} */ (list.querySelector("[aria-checked=true]"))?.focus();
}
