// @ts-check
// The page of the manager: the list of its viewers, live.

import { byId, h, icon, iconButton, setText } from "./lib/dom.js";
import { bytes } from "./lib/format.js";
import { enableRowMenus, offeredInList } from "./list_menu.js";
import { openFiles } from "./open.js";
import { enablePalette } from "./palette.js";
import { changeShortcuts } from "./shortcut_dialog.js";
import { enableShortcuts, showHelp, Shortcuts } from "./shortcuts.js";
import { Socket } from "./lib/socket.js";
import { toggleTheme } from "./lib/theme.js";
import { report, toast } from "./lib/toast.js";

/** Commands on the viewers that are selected: name, icon, text, fewest viewers. */
const ACTIONS = /** @type {[string, string, string, number][]} */ ([
  ["viewers.duplicate", "copy", "Duplicate", 1],
  ["viewers.link", "link", "Link", 2],
  ["viewers.unlink", "unlink", "Unlink", 1],
  ["viewers.remove", "trash", "Remove", 1],
]);

const ON_VIEWERS = new Set(["viewers.promote", ...ACTIONS.map(([name]) => name)]);

class ManagerPage {
  constructor() {
    this._root = document.body.dataset["root"] ?? "";
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Set<string>} */
    this._selected = new Set();
    /** @type {CommandInfo[]} */
    this._commands = [];
    this._keys = new Shortcuts();
    this._renaming = "";
    /** @type {Map<string, HTMLButtonElement>} */
    this._buttons = new Map();
    this.socket = new Socket(`${this._root}ws/list`, {
      text: (message) => this._read(message),
      status: (status, detail) => this._setStatus(status, detail),
    });
    this._addTools();
    this._addEvents();
    this._draw();
  }

  /**
   * @param {string} command
   * @param {object} [args]
   */
  run(command, args = {}) {
    return this.socket.call(command, args).catch(report);
  }

  /** @param {any} message */
  _read(message) {
    if (message.t === "welcome") {
      this._commands = offeredInList(/** @type {Welcome} */ (message).commands, {
        rename: () => this._renameChosen(),
        selectAll: () => this._selectAll(true),
        help: () => this._help(),
        change: () => this._change(),
      });
      this._keys.take(message.shortcuts);
      this._about(message.manager);
    } else if (message.t === "shortcuts") {
      this._keys.take(message.shortcuts);
    } else if (message.t === "list") {
      this.rows = message.rows;
      this._about(message.manager);
      const ids = new Set(this.rows.map((row) => row.id));
      for (const id of this._selected) if (!ids.has(id)) this._selected.delete(id);
      this._draw();
    } else if (message.t === "failed" || (message.t === "fault" && message.id === null)) {
      toast(message.message, message.hint ?? "");
    }
  }

  /** @param {ManagerInfo} info */
  _about({ index, pid, version }) {
    setText(byId("name"), `Manager ${index}`);
    setText(byId("about"), `itool ${version} · process ${pid}`);
    document.title = `Manager ${index} · itool`;
  }

  _draw() {
    if (this._renaming) return; // do not pull the field away from who types
    const isEmpty = !this.rows.length;
    byId("viewers").hidden = isEmpty;
    byId("bar").hidden = isEmpty;
    byId("empty").hidden = !isEmpty || !this.socket.isOpen;
    const focused = document.activeElement?.closest("tr")?.dataset["viewer"];
    byId("rows").replaceChildren(...this.rows.map((row) => this._row(row)));
    if (focused) this._rowElement(focused)?.querySelector("a")?.focus();
    const held = this.rows.filter((row) => !row.is_lazy).reduce((sum, row) => sum + row.nbytes, 0);
    const count = `${this.rows.length} viewer${this.rows.length === 1 ? "" : "s"}`;
    setText(byId("sums"), isEmpty ? "" : `${count} · ${bytes(held)} in memory`);
    this._drawSelection();
  }

  /** @param {Row} row */
  _row(row) {
    const pick = h("input", {
      type: "checkbox",
      "aria-label": `Select ${row.name}`,
      on: { change: () => this._select(row.id, pick.checked) },
    });
    const element = h(
      "tr",
      {},
      h("td", { class: "pick" }, pick),
      h("td", { class: "number" }, String(row.index)),
      h("th", { scope: "row", style: { paddingLeft: row.depth ? `${8 + 18 * row.depth}px` : "" } }, h("a", { href: this._url(row), title: row.source || row.name }, row.depth ? h("span", { class: "hint", "aria-hidden": "true" }, "└ ") : null, row.name)),
      h("td", { class: "dims", title: row.dims.map((dim, at) => `${dim} ${row.shape[at]}`).join(" × ") }, ...dims(row)),
      h("td", { class: "type" }, row.dtype),
      h("td", { class: "number" }, bytes(row.nbytes)),
      h("td", {}, h("span", { class: "badges" },
        row.is_lazy ? h("span", { class: "badge quiet", title: "Samples are read when they are looked at" }, "lazy") : null,
        row.link ? h("span", { class: "badge", title: `Moves with the other viewers of group ${row.link}` }, icon("link"), row.link) : null,
        row.watched ? h("span", { class: row.is_connected ? "badge" : "badge quiet", title: watchedText(row) }, icon("watch"), row.watched) : null)),
      h("td", { class: "acts" },
        iconButton("rename", `Rename ${row.name}`, () => this._rename(row)),
        h("a", { class: "button icon-only", href: this._url(row), target: "_blank", rel: "noopener", title: "Open in a new tab", "aria-label": `Open ${row.name} in a new tab`, style: { display: "inline-flex" } }, icon("external"))),
    );
    element.dataset["viewer"] = row.id;
    return element;
  }

  _drawSelection() {
    for (const row of this.rows) {
      const element = this._rowElement(row.id);
      const isSelected = this._selected.has(row.id);
      element?.classList.toggle("selected", isSelected);
      const pick = element?.querySelector("input");
      if (pick) pick.checked = isSelected;
    }
    const all = /** @type {HTMLInputElement} */ (byId("all"));
    all.checked = this._selected.size > 0 && this._selected.size === this.rows.length;
    all.indeterminate = this._selected.size > 0 && !all.checked;
    for (const [name, , , fewest] of ACTIONS) {
      const button = this._buttons.get(name);
      if (!button) continue;
      const isLinked = this._chosen().some((row) => row.link);
      button.disabled = this._selected.size < fewest || (name === "viewers.unlink" && !isLinked);
    }
  }

  /**
   * @param {string} id
   * @param {boolean} isSelected
   */
  _select(id, isSelected) {
    if (isSelected) this._selected.add(id);
    else this._selected.delete(id);
    this._drawSelection();
  }

  /** @param {boolean} isOn */
  _selectAll(isOn) {
    this._selected = new Set(isOn ? this.rows.map((row) => row.id) : []);
    this._drawSelection();
  }

  _chosen() {
    return this.rows.filter((row) => this._selected.has(row.id));
  }

  /** @param {Row} row */
  _rename(row) {
    const cell = this._rowElement(row.id)?.querySelector("th");
    if (!cell) return;
    this._renaming = row.id;
    const input = h("input", { type: "text", value: row.name, "aria-label": `Name of ${row.name}` });
    const end = (/** @type {boolean} */ isKept) => {
      if (!this._renaming) return;
      this._renaming = "";
      if (isKept && input.value !== row.name) this.run("viewer.rename", { viewer: row.id, name: input.value.trim() });
      this._draw();
      this._rowElement(row.id)?.querySelector("a")?.focus();
    };
    input.addEventListener("blur", () => end(true));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
      event.stopPropagation();
    });
    cell.replaceChildren(input);
    input.select();
    input.focus();
  }

  _renameChosen() {
    const here = /** @type {HTMLElement | null} */ (document.activeElement?.closest("tr"))?.dataset["viewer"];
    const chosen = this._selected.size ? this._chosen() : this.rows.filter((row) => row.id === here);
    const [row] = chosen;
    if (row && chosen.length === 1) this._rename(row);
    else toast("Rename takes one viewer.", "Select it in the list.");
  }

  /**
   * Carry out what a key or the list of commands asked for.
   *
   * @param {CommandInfo} command
   */
  _perform({ name, act }) {
    if (act) act();
    else if (name === "data.load") this._open();
    else if (ON_VIEWERS.has(name)) this._act(name);
    else this.run(name);
  }

  /** @param {string} name */
  _act(name) {
    const rows = this._chosen();
    const [, , , fewest = 1] = ACTIONS.find(([each]) => each === name) ?? [];
    if (rows.length < fewest) {
      const text = this._commands.find((each) => each.name === name)?.title ?? name;
      toast(`${text} takes ${fewest === 1 ? "a viewer" : "two or more viewers"}.`, "Select some in the list.");
      return;
    }
    const viewers = rows.map((row) => row.id);
    if (name !== "viewers.remove") this.run(name, { viewers });
    else if (confirm(`Remove ${rows.length === 1 ? `“${rows[0]?.name}”` : `${rows.length} viewers`}? Files are not touched.`)) this.run(name, { viewers });
  }

  _open() {
    openFiles((paths) => this.socket.call("data.load", { paths }));
  }

  /** @param {Row} row */
  _url(row) {
    return `${this._root}view/${encodeURIComponent(row.id)}`;
  }

  /** @param {string} id */
  _rowElement(id) {
    return /** @type {HTMLElement | null} */ (document.querySelector(`tr[data-viewer="${CSS.escape(id)}"]`));
  }

  /**
   * @param {import("./lib/socket.js").Status} status
   * @param {string} detail
   */
  _setStatus(status, detail) {
    const text = {
      open: "",
      retrying: "Disconnected – retrying…",
      refused: "This manager has ended, or started again: open the new address that it printed.",
      closed: detail,
    }[status];
    setText(byId("message"), text);
    byId("status").classList.toggle("trouble", Boolean(text));
  }

  _addTools() {
    byId("tools").append(
      this._keys.hint(iconButton("open", "Open files by their path", () => this._open(), "Open…"), "data.load"),
      iconButton("palette", "All commands (Ctrl+Shift+P)", () => this._palette?.()),
      iconButton("theme", "Light or dark", toggleTheme),
      iconButton("help", "Keys (?)", () => this._help()),
    );
    for (const [name, picture, text] of ACTIONS) {
      const button = iconButton(picture, text, () => this._act(name), text);
      if (name === "viewers.remove") button.classList.add("danger");
      this._buttons.set(name, button);
      byId("bar").append(button);
    }
    byId("empty").append(
      h("h2", {}, "No viewers yet"),
      h("p", {}, "Open files that the manager can see, or send data from Python:"),
      h("p", {}, h("code", {}, "itool.manager.show_in_manager(data)")),
      h(
        "div",
        { class: "buttons" },
        iconButton("open", "Open files by their path", () => this._open(), "Open files…"),
        h("button", { class: "button", type: "button", on: { click: () => this.run("data.demo") } }, "Open demo data"),
      ),
    );
  }

  /** What can be asked for on this page, with its keys. */
  _keyed() {
    return this._keys.keyed(this._commands);
  }

  _help() {
    showHelp(this._keyed(), [], () => this._change());
  }

  _change() {
    changeShortcuts((command, args) => this.socket.call(command, args));
  }

  _addEvents() {
    byId("all").addEventListener("change", () => this._selectAll(/** @type {HTMLInputElement} */ (byId("all")).checked));
    byId("rows").addEventListener("keydown", (event) => this._walk(event));
    byId("rows").addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const id = target.closest("tr")?.dataset["viewer"];
      if (!id || target.closest("a, button, input")) return;
      this._select(id, !this._selected.has(id));
    });
    enableRowMenus(byId("rows"), {
      choose: (id) => {
        if (!this._selected.has(id)) this._selected = new Set([id]);
        this._drawSelection();
        return this._chosen();
      },
      url: (row) => this._url(row),
      rename: (row) => this._rename(row),
      act: (command) => this._act(command),
    });
    enableShortcuts(() => this._keyed(), (command) => this._perform(command));
    this._palette = enablePalette(() => this._keyed(), (command) => this._perform(command));
    addEventListener("keydown", (event) => {
      if (event.key === "?" && !(event.target instanceof HTMLInputElement)) this._help();
    });
  }

  /** @param {KeyboardEvent} event */
  _walk(event) {
    const element = /** @type {HTMLElement} */ (event.target).closest("tr");
    const row = this.rows.find((each) => each.id === element?.dataset["viewer"]);
    if (!element || !row || event.target instanceof HTMLInputElement) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = event.key === "ArrowDown" ? element.nextElementSibling : element.previousElementSibling;
      next?.querySelector("a")?.focus();
    } else if (event.key === " ") this._select(row.id, !this._selected.has(row.id));
    else if (event.key === "F2") this._rename(row);
    else return;
    event.preventDefault();
  }
}

/**
 * Sizes with their dimensions, as in "time 240 × lat 37".
 *
 * @param {Row} row
 */
function dims(row) {
  return row.dims.flatMap((dim, at) => [at ? " × " : "", `${dim} `, h("b", {}, String(row.shape[at]))]);
}

/**
 * Which variable of a notebook a viewer follows.
 *
 * @param {Row} row
 */
function watchedText({ watched, is_connected }) {
  return is_connected ? `Follows the variable ${watched} of a notebook` : `Followed the variable ${watched}; %watch ${watched} ties it again`;
}

const page = new ManagerPage();
window.ITOOL = { page };
