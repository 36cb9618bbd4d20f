// @ts-check
// The dialog that changes shortcuts: find a command, press its new keys.

import { h, iconButton, setText } from "./lib/dom.js";
import { keysOf } from "./lib/keys.js";
import { keycaps } from "./shortcuts.js";

/** @typedef {(command: string, args?: object) => Promise<any>} Call */
/** @typedef {{command: string, title: string, menu: string, keys: string, usual: string}} Shortcut */

export class ShortcutDialog {
  /** @param {Call} call */
  constructor(call) {
    this._call = call;
    /** @type {Shortcut[]} */
    this._all = [];
    /** Command whose keys are waited for. */
    this._waiting = "";
    this._search = h("input", { type: "search", placeholder: "Search commands or keys", "aria-label": "Search commands or keys", autocomplete: "off" });
    this._search.addEventListener("input", () => this._draw());
    this._rows = h("tbody", {});
    this._trouble = h("p", { class: "trouble", role: "alert" });
    this._take = h("button", { type: "button", class: "button", hidden: true }, "");
    this.element = h(
      "dialog",
      { class: "shortcuts", "aria-label": "Change shortcuts" },
      h("h2", {}, "Change shortcuts"),
      h("p", { class: "hint" }, "Choose the keys of a command, then press the new ones. Backspace takes them away, Esc leaves them. They hold in every window and page, from now on."),
      this._search,
      h("div", { class: "rows", tabIndex: -1 }, h("table", { "aria-label": "Commands" }, this._rows)),
      h("div", { class: "said" }, this._trouble, this._take),
      h(
        "form",
        { method: "dialog" },
        h("button", { type: "button", class: "button", on: { click: () => this._change("shortcut.reset", {}) } }, "Reset all"),
        h("span", { class: "gap" }),
        h("button", { class: "button primary" }, "Close"),
      ),
    );
    this.element.addEventListener("keydown", (event) => this._pressed(event), { capture: true });
    this.element.addEventListener("cancel", (event) => {
      if (this._waiting) event.preventDefault();
    });
    this.element.addEventListener("close", () => this.element.remove());
    document.body.append(this.element);
    this.element.showModal();
    this.refresh();
  }

  /** Show the keys as they are now. */
  async refresh() {
    try {
      this._all = await this._call("shortcut.list");
      this._draw();
    } catch (error) {
      this._say(error);
    }
  }

  _draw() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.closest("tr")?.dataset["command"] ?? "";
    const words = this._search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this._all.filter(({ title, menu, command, keys }) => {
      const text = `${menu} ${title} ${command} ${keys}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    this._rows.replaceChildren(...found.map((each) => this._row(each)));
    if (!found.length) this._rows.append(h("tr", {}, h("td", { class: "hint" }, "No such command")));
    if (focused) this._keyButton(focused)?.focus();
  }

  /** @param {Shortcut} shortcut */
  _row({ command, title, menu, keys, usual }) {
    const isWaiting = command === this._waiting;
    const change = h(
      "button",
      {
        type: "button",
        class: "button keys",
        title: "Press new keys",
        "aria-label": isWaiting ? `Press keys… of ${title}` : `${title}: ${textOf(keycaps(keys)) || "none"}; change`,
        "aria-pressed": String(isWaiting),
        on: { click: () => this._wait(isWaiting ? "" : command) },
      },
      ...(isWaiting ? ["Press keys…"] : keys ? keycaps(keys) : [h("span", { class: "hint" }, "none")]),
    );
    const back = iconButton("undo", `Reset ${title} to ${usual || "no keys"}`, () => this._change("shortcut.reset", { command }));
    const row = h("tr", {}, h("th", { scope: "row" }, title), h("td", { class: "hint" }, menu), h("td", {}, change), h("td", {}, keys === usual ? null : back));
    row.dataset["command"] = command;
    return row;
  }

  /** @param {string} command */
  _keyButton(command) {
    return /** @type {HTMLElement | null} */ (this._rows.querySelector(`[data-command="${CSS.escape(command)}"] .keys`));
  }

  /** @param {string} command or "" */
  _wait(command) {
    this._waiting = command;
    this._say(null);
    this._draw();
    if (command) this._keyButton(command)?.focus();
  }

  /** @param {KeyboardEvent} event */
  _pressed(event) {
    if (!this._waiting) return;
    const keys = keysOf(event);
    const command = this._waiting;
    if (keys === "Tab" || keys === "Shift+Tab") {
      this._wait("");
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (!keys) return; // a modifier, so far
    this._wait("");
    if (keys !== "Esc") this._change("shortcut.set", { command, shortcut: keys === "Backspace" ? "" : keys });
  }

  /**
   * @param {string} name
   * @param {object} args
   */
  async _change(name, args) {
    try {
      await this._call(name, args);
      this._say(null);
    } catch (error) {
      this._say(error);
      if (/** @type {any} */ (error).code === "shortcut.taken") this._offer(name, args);
    }
    await this.refresh();
  }

  /**
   * @param {string} name
   * @param {object} args
   */
  _offer(name, args) {
    this._take.hidden = false;
    setText(this._take, "Take them from there");
    this._take.onclick = () => this._change(name, { ...args, take: true });
  }

  /** @param {any} error or null */
  _say(error) {
    this._take.hidden = true;
    const text = error ? String(error.message ?? error) : "";
    const hint = error?.hint && error.code !== "shortcut.taken" ? ` ${error.hint}` : "";
    setText(this._trouble, text.charAt(0).toUpperCase() + text.slice(1) + hint);
  }
}

/** Open the dialog, unless it is open.
 *
 * @param {Call} call
 */
export function changeShortcuts(call) {
  if (!document.querySelector("dialog.shortcuts")) new ShortcutDialog(call);
}

/** @param {(Node | string)[]} parts */
function textOf(parts) {
  return h("span", {}, ...parts).textContent ?? "";
}
