// @ts-check
// The history of a viewer: a list of what was done, to jump in.

import { openMenu } from "./lib/menu.js";

/** @type {(() => void) | null} */
let close = null;

/**
 * Open the list of changes under a button, or close it.
 *
 * @param {HTMLElement} button
 * @param {(command: string, args?: object) => Promise<any>} call
 */
export async function toggleHistory(button, call) {
  const isOpen = document.querySelector(".steps") !== null;
  close?.();
  close = null;
  if (isOpen) return;
  /** @type {{title: string, is_undone: boolean}[]} */
  const steps = await call("edit.history");
  const now = steps.filter((step) => !step.is_undone).length - 1;
  const entries = steps.map((step, i) => ({
    title: step.title || "As it was opened",
    act: () => call("edit.jump", { to: i }),
    isOn: i === now,
    isOneOf: true,
    kind: step.is_undone ? "undone" : "",
  }));
  const { left, bottom } = button.getBoundingClientRect();
  close = openMenu("History", entries.reverse(), { left, top: bottom + 4 }, { kind: "steps", owner: button });
}
