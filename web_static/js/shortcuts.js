// @ts-check
// Keys: the shortcuts of the commands, in the notation of Qt, and the page that lists them.

import { h, byId } from "./lib/dom.js";
import { keysOf } from "./lib/keys.js";

/** What browsers keep for themselves, or what makes no sense on a page. */
const UNDO = new Set(["edit.undo", "edit.redo"]);
const NOT_HERE = new Set(["manager.stop", "viewers.hide", "viewers.show"]);

/** The table of shortcuts as the manager last told it, and what shows some of it. */
export class Shortcuts {
  constructor() {
    /** Keys by name of the command. @type {Record<string, string>} */
    this.table = {};
    /** @type {(() => void)[]} */
    this._shown = [];
  }

  /** @param {Record<string, string>} table */
  take(table) {
    this.table = table;
    for (const show of this._shown) show();
  }

  /**
   * Do `show` now and whenever keys change.
   *
   * @param {() => void} show
   */
  follow(show) {
    this._shown.push(show);
    show();
  }

  /**
   * Give a button a title that names the keys of its command, and go on doing so.
   *
   * @template {HTMLElement} T
   * @param {T} button
   * @param {string} command
   */
  hint(button, command) {
    const text = button.title;
    const isNamed = button.hasAttribute("aria-label");
    this.follow(() => {
      const keys = this.table[command];
      button.title = keys ? `${text} (${keys})` : text;
      if (isNamed) button.setAttribute("aria-label", button.title);
    });
    return button;
  }

  /**
   * Return commands with the keys that they have now.
   *
   * @param {CommandInfo[]} commands
   */
  keyed(commands) {
    return commands.map((command) => ({ ...command, shortcut: this.table[command.name] ?? "" }));
  }
}

/**
 * Let keys run commands.
 *
 * @param {() => CommandInfo[]} commands
 * @param {(command: CommandInfo) => void} run
 */
export function enableShortcuts(commands, run) {
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const pressed = keysOf(event);
    const command = commands().find((each) => each.shortcut && isHere(each) && each.shortcut === pressed);
    if (!command || (isTyping(target) && !(UNDO.has(command.name) && isEntered(target)))) return;
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
 * Draw the keys of a shortcut.
 *
 * @returns {(Node | string)[]}
 * @param {string} shortcut
 */
export function keycaps(shortcut) {
  const held = shortcut.endsWith("+") ? [...shortcut.slice(0, -1).split("+").filter(Boolean), "+"] : shortcut.split("+").filter(Boolean);
  // With a space between: it is read, too.
  return held.flatMap((key, at) => (at ? [" ", h("kbd", {}, key)] : [h("kbd", {}, key)]));
}

/**
 * Open the list of shortcuts.
 *
 * @param {CommandInfo[]} commands
 * @param {[string, string][]} gestures what the mouse does
 * @param {() => void} change opens the dialog that changes them
 */
export function showHelp(commands, gestures, change) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("help"));
  if (dialog.open) return;
  const row = (/** @type {string} */ keys, /** @type {string} */ text) => h("tr", {}, h("th", { scope: "row" }, ...keycaps(keys)), h("td", {}, text));
  const keyed = commands.filter((command) => command.shortcut && isHere(command));
  const toChange = () => {
    dialog.close();
    change();
  };
  dialog.replaceChildren(
    h("h2", {}, "Keys and mouse"),
    h(
      "div",
      { class: "columns" },
      h("table", {}, ...keyed.map((command) => row(command.shortcut, command.title)), row("?", "This list")),
      h("table", {}, ...gestures.map(([gesture, text]) => h("tr", {}, h("th", { scope: "row" }, gesture), h("td", {}, text)))),
    ),
    h(
      "form",
      { method: "dialog" },
      h("button", { class: "button", type: "button", on: { click: toChange } }, "Change shortcuts…"),
      h("span", { class: "gap" }),
      h("button", { class: "button primary" }, "Close"),
    ),
  );
  dialog.showModal();
  dialog.scrollTop = 0; // the first that takes the focus is at the end
}

/**
 * Whether a field shows what was entered, so that there is nothing of its own to undo.
 *
 * @param {HTMLElement} element
 */
function isEntered(element) {
  return /no|stepped/.test(element.dataset["dirty"] ?? "") || element instanceof HTMLSelectElement;
}

/** @param {HTMLElement} element */
function isTyping(element) {
  if (element.isContentEditable || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && element.type !== "range" && element.type !== "checkbox";
}
