// @ts-check
// Keys: the shortcuts of the commands, in the notation of Qt, and the page that lists them.

import { h, byId } from "./lib/dom.js";

/** Names of keys in Qt and in browsers. */
const KEYS = /** @type {Record<string, string>} */ ({ del: "delete", return: "enter", esc: "escape", ins: "insert" });

/** What browsers keep for themselves, or what makes no sense on a page. */
const NOT_HERE = new Set(["manager.stop", "viewers.hide", "viewers.show"]);

/**
 * Let keys run commands.
 *
 * @param {() => CommandInfo[]} commands
 * @param {(command: CommandInfo) => void} run
 */
export function enableShortcuts(commands, run) {
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.defaultPrevented || isTyping(target) || document.querySelector("dialog[open]")) return;
    const pressed = keysOf(event);
    const command = commands().find((each) => each.shortcut && isHere(each) && normal(each.shortcut) === pressed);
    if (!command) return;
    event.preventDefault();
    run(command);
  });
}

/**
 * Whether a command can be given by a key on a page.
 *
 * @param {CommandInfo} command
 */
export function isHere(command) {
  return !NOT_HERE.has(command.name);
}

/**
 * Open the list of shortcuts.
 *
 * @param {CommandInfo[]} commands
 * @param {[string, string][]} gestures what the mouse does
 */
export function showHelp(commands, gestures) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("help"));
  const row = (/** @type {string} */ keys, /** @type {string} */ text) =>
    h("tr", {}, h("th", { scope: "row" }, ...keys.split("+").map((key) => h("kbd", {}, key))), h("td", {}, text));
  const keyed = commands.filter((command) => command.shortcut && isHere(command));
  dialog.replaceChildren(
    h("h2", {}, "Keys and mouse"),
    h(
      "div",
      { class: "columns" },
      h("table", {}, ...keyed.map((command) => row(command.shortcut, command.title)), row("?", "This list")),
      h("table", {}, ...gestures.map(([gesture, text]) => h("tr", {}, h("th", { scope: "row" }, gesture), h("td", {}, text)))),
    ),
    h("form", { method: "dialog" }, h("button", { class: "button primary" }, "Close")),
  );
  dialog.showModal();
}

/** @param {KeyboardEvent} event */
function keysOf(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey) parts.push("shift");
  return [...parts.sort(), event.key.toLowerCase()].join("+");
}

/** @param {string} shortcut */
function normal(shortcut) {
  const parts = shortcut.toLowerCase().split("+");
  const key = parts.pop() ?? "";
  return [...parts.sort(), KEYS[key] ?? key].join("+");
}

/** @param {HTMLElement} element */
function isTyping(element) {
  if (element.isContentEditable || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && element.type !== "range" && element.type !== "checkbox";
}
