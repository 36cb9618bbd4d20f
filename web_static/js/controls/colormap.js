// @ts-check
// The choice of a colour map: a button with a swatch, and a list that can be searched.

import { h, icon } from "../lib/dom.js";

export class ColorMapChooser {
  /** @param {(name: string) => void} choose */
  constructor(choose) {
    this._choose = choose;
    /** @type {Swatch[]} */
    this._maps = [];
    this._name = "";
    this._isReversed = false;
    this._at = 0;
    this._swatch = h("span", { class: "swatch" });
    this._text = h("span", { class: "name" });
    this.button = h(
      "button",
      {
        class: "button choice",
        type: "button",
        title: "Colour map",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        on: { click: () => (this._popup.hidden ? this._open() : this._close()) },
      },
      this._swatch,
      this._text,
      icon("down"),
    );
    this._search = h("input", {
      type: "search",
      placeholder: "Search, or any name of cmap",
      "aria-label": "Search colour maps",
      role: "combobox",
      "aria-controls": "cmaps",
      on: { input: () => this._list(), keydown: (/** @type {KeyboardEvent} */ event) => this._key(event) },
    });
    this._options = h("div", { class: "options", role: "listbox", id: "cmaps" });
    this._popup = h("div", { class: "popup", hidden: true }, this._search, this._options);
    this.element = h("div", { class: "chooser" }, this.button, this._popup);
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.contains(/** @type {Node} */ (event.target))) this._close();
    });
    this.element.addEventListener("focusout", (event) => {
      const next = /** @type {Node | null} */ (event.relatedTarget);
      if (next && !this.element.contains(next)) this._close();
    });
  }

  /** @param {Swatch[]} maps */
  offer(maps) {
    this._maps = maps;
    this.show(this._name, this._isReversed);
  }

  /**
   * @param {string} name
   * @param {boolean} isReversed
   */
  show(name, isReversed) {
    this._name = name;
    this._isReversed = isReversed;
    this._text.textContent = shortName(name);
    const known = this._maps.find((map) => map.name === name);
    this._swatch.style.backgroundImage = known ? gradient(known.colors, isReversed) : "none";
  }

  /**
   * Show the colours of a map that is not in the list.
   *
   * @param {Uint8Array} table 256 colours, 4 bytes each, already reversed
   */
  showTable(table) {
    const colors = [];
    for (let row = 1; row < 256; row += 16) colors.push(`rgb(${table.subarray(4 * row, 4 * row + 3).join()})`);
    this._swatch.style.backgroundImage = gradient(colors, false);
  }

  _open() {
    this._popup.hidden = false;
    const { top, bottom } = this.button.getBoundingClientRect();
    this._popup.classList.toggle("up", innerHeight - bottom < 320 && top > innerHeight - bottom);
    this.button.setAttribute("aria-expanded", "true");
    this._search.value = "";
    this._list();
    this._search.focus();
  }

  _close() {
    if (this._popup.hidden) return;
    this._popup.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  _found() {
    const wanted = this._search.value.trim().toLowerCase();
    return this._maps.filter((map) => map.name.toLowerCase().includes(wanted));
  }

  _list() {
    const found = this._found();
    this._at = Math.max(0, found.findIndex((map) => map.name === this._name));
    this._options.replaceChildren(
      ...found.map((map, at) => {
        const swatch = h("span", { class: "swatch" });
        swatch.style.backgroundImage = gradient(map.colors, false);
        return h(
          "div",
          {
            class: "option",
            role: "option",
            id: `cmap-${at}`,
            "aria-selected": String(map.name === this._name),
            on: { click: () => this._take(map.name) },
          },
          swatch,
          h("span", { class: "name" }, shortName(map.name)),
        );
      }),
    );
    if (!found.length) this._options.append(h("p", { class: "hint" }, "Enter tries this name in the catalogue of cmap."));
    this._mark();
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const found = this._found();
    if (event.key === "ArrowDown") this._at = Math.min(this._at + 1, found.length - 1);
    else if (event.key === "ArrowUp") this._at = Math.max(this._at - 1, 0);
    else if (event.key === "Enter") this._take(found[this._at]?.name ?? this._search.value.trim());
    else if (event.key === "Escape") {
      this._close();
      this.button.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this._mark();
  }

  _mark() {
    [...this._options.children].forEach((option, at) => option.classList.toggle("current", at === this._at));
    this._options.children[this._at]?.scrollIntoView({ block: "nearest" });
    this._search.setAttribute("aria-activedescendant", `cmap-${this._at}`);
  }

  /** @param {string} name */
  _take(name) {
    if (name) this._choose(name);
    this._close();
    this.button.focus();
  }
}

/**
 * @param {string[]} colors
 * @param {boolean} isReversed
 */
function gradient(colors, isReversed) {
  return `linear-gradient(to ${isReversed ? "left" : "right"}, ${colors.join()})`;
}

/** @param {string} name */
function shortName(name) {
  return name.split(":").at(-1) ?? name;
}
