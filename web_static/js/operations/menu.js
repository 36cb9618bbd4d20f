// @ts-check
// The menu of operations under its button.

import { openMenu } from "../lib/menu.js";

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
  const { left, bottom } = button.getBoundingClientRect();
  const items = entries.map(({ name, title }) => ({ title: `${title}…`, act: () => choose(name) }));
  const inside = button.closest("header") ?? document.body;
  openMenu("Operations", items, { left, top: bottom + 4 }, { kind: "operations", inside, owner: button });
}
