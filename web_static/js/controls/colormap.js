// @ts-check
// The choice of a colour map: a button with a swatch, and a list of all that there are.

import { h, icon } from "../lib/dom.js";

/** Maps used last that are listed first. */
const RECENT = 6;
/** Swatches asked for in one go. */
const BATCH = 60;

const KINDS = {
  suggested: "Suggested",
  "": "All",
  sequential: "Sequential",
  diverging: "Diverging",
  cyclic: "Cyclic",
  qualitative: "Qualitative",
  miscellaneous: "Miscellaneous",
};

/** @typedef {{name: string, category: string, words: string}} Listed */
/** @typedef {(command: string, args?: object) => Promise<any>} Call */

/** How many there are, so that each has names of its own for its parts. */
let choosers = 0;

export class ColorMapChooser {
  /**
   * @param {(name: string) => void} choose
   * @param {Call} call asks the manager
   */
  constructor(choose, call) {
    this._choose = choose;
    this._call = call;
    this._id = `cmaps-${++choosers}`;
    /** Names offered first. @type {string[]} */
    this._usual = [];
    /** All maps, once they were asked for. @type {Listed[]} */
    this._all = [];
    /** Colours by name, as far as they are known. @type {Map<string, string[]>} */
    this._colors = new Map();
    /** Names whose colours were asked for. @type {Set<string>} */
    this._asked = new Set();
    this._name = "";
    this._at = 0;
    /** @type {string[]} */
    this._found = [];
    this._seen = new IntersectionObserver((entries) => this._uncover(entries), { rootMargin: "200px" });
    this._swatch = h("span", { class: "swatch" });
    this._text = h("span", { class: "name" });
    this._search = h("input", {
      type: "search",
      placeholder: "Search all colour maps",
      "aria-label": "Search colour maps",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": this._id,
      on: { input: () => this._list(), keydown: (/** @type {KeyboardEvent} */ event) => this._key(event) },
    });
    this._kind = h(
      "select",
      { "aria-label": "Kind of colour map", on: { change: () => this._list() } },
      ...Object.entries(KINDS).map(([value, text]) => h("option", { value }, text)),
    );
    this._count = h("span", { class: "hint", role: "status" });
    this._options = h("div", { class: "options", role: "listbox", id: this._id });
    this._popup = this._makePopup();
    this.button = this._makeButton();
    this.element = h("div", { class: "chooser" }, this.button, this._popup);
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.contains(/** @type {Node} */ (event.target))) this._close();
    });
    this.element.addEventListener("focusout", (event) => {
      const next = /** @type {Node | null} */ (event.relatedTarget);
      if (next && !this.element.contains(next)) this._close();
    });
  }

  _makeButton() {
    const props = {
      class: "button choice",
      type: "button",
      title: "Colour map",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      on: { click: () => (this._popup.hidden ? this._open() : this._close()) },
    };
    return h("button", props, this._swatch, this._text, icon("down"));
  }

  _makePopup() {
    return h(
      "div",
      { class: "popup", hidden: true },
      this._search,
      h("div", { class: "row kinds" }, this._kind, this._count),
      this._options,
      h("p", { class: "hint keys" }, "★ or Ctrl+B keeps a favourite"),
    );
  }

  /** @param {Swatch[]} maps those offered first */
  offer(maps) {
    this._usual = maps.map((map) => map.name);
    for (const { name, colors } of maps) this._colors.set(name, colors);
  }

  /** @param {string} name of the map in use */
  show(name) {
    this._name = name;
    this._text.textContent = shortName(name);
    this._text.title = name;
  }

  /**
   * Show the name of a map with its own colours.
   *
   * @param {string} name
   */
  async showMap(name) {
    if (name === this._name) return;
    this.show(name);
    if (!this._colors.has(name)) await this._fetch([name]);
    const colors = this._colors.get(name);
    if (colors && name === this._name) this._swatch.style.backgroundImage = gradient(colors);
  }

  /**
   * Show the colours in use.
   *
   * @param {Uint8Array} table 256 colours, 4 bytes each, already reversed
   */
  showTable(table) {
    const colors = [];
    for (let row = 1; row < 256; row += 16) colors.push(`rgb(${table.subarray(4 * row, 4 * row + 3).join()})`);
    this._swatch.style.backgroundImage = gradient(colors);
  }

  _open() {
    this._popup.hidden = false;
    const { top, bottom } = this.button.getBoundingClientRect();
    this._popup.classList.toggle("up", innerHeight - bottom < 400 && top > innerHeight - bottom);
    this.button.setAttribute("aria-expanded", "true");
    this._search.value = "";
    this._kind.value = "suggested";
    this._list();
    this._search.focus();
    if (!this._all.length) this._call("colormap.list").then((maps) => this._know(maps), () => undefined);
  }

  /** @param {Listed[]} maps */
  _know(maps) {
    this._all = maps;
    this._search.placeholder = `Search ${maps.length} colour maps`;
    this._list();
  }

  _close() {
    if (this._popup.hidden) return;
    this._popup.hidden = true;
    this._seen.disconnect();
    this.button.setAttribute("aria-expanded", "false");
  }

  /** @returns {string[]} */
  _matching() {
    const words = this._search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = this._kind.value;
    if (kind === "suggested" && !words.length) {
      return [...new Set([...remembered("favourites"), ...remembered("recent"), ...this._usual])];
    }
    const isKind = (/** @type {Listed} */ map) => kind === "" || kind === "suggested" || map.category === kind;
    const found = this._all.filter((map) => isKind(map) && words.every((word) => map.words.includes(word)));
    // Names that begin like this come first; the sort is stable.
    const rank = (/** @type {string} */ name) => {
      const plain = name.toLowerCase();
      return plain === words.join(" ") ? 0 : shortName(plain).startsWith(words[0] ?? "") ? 1 : 2;
    };
    return found.map((map) => map.name).sort((a, b) => rank(a) - rank(b));
  }

  _list() {
    this._found = this._matching();
    this._at = Math.max(0, this._found.indexOf(this._name));
    this._count.textContent = String(this._found.length);
    this._seen.disconnect();
    const favourites = new Set(remembered("favourites"));
    this._options.replaceChildren(...this._found.map((name, at) => this._option(name, at, favourites.has(name))));
    if (!this._found.length) {
      const hint = this._all.length ? "No colour map is called that." : "Enter tries this name.";
      this._options.append(h("p", { class: "hint" }, hint));
    }
    this._mark();
  }

  /**
   * @param {string} name
   * @param {number} at
   * @param {boolean} isFavourite
   */
  _option(name, at, isFavourite) {
    const swatch = h("span", { class: "swatch" });
    const star = h("span", {
      class: isFavourite ? "star on" : "star",
      title: "Favourite (Ctrl+B)",
      "aria-hidden": "true",
      textContent: "★",
      on: {
        click: (/** @type {Event} */ event) => {
          event.stopPropagation();
          this._favour(name);
        },
      },
    });
    const option = h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${this._id}-${at}`,
        title: name,
        "aria-label": isFavourite ? `${name}, favourite` : name,
        "aria-selected": String(name === this._name),
        on: { click: () => this._take(name) },
      },
      swatch,
      h("span", { class: "name" }, name),
      star,
    );
    const colors = this._colors.get(name);
    if (colors) swatch.style.backgroundImage = gradient(colors);
    else {
      option.dataset["cmap"] = name;
      this._seen.observe(option);
    }
    return option;
  }

  /**
   * Ask for the colours of maps that have been scrolled to.
   *
   * @param {IntersectionObserverEntry[]} entries
   */
  _uncover(entries) {
    const options = entries.filter((entry) => entry.isIntersecting).map((entry) => /** @type {HTMLElement} */ (entry.target));
    for (const option of options) this._seen.unobserve(option);
    const names = options.map((option) => option.dataset["cmap"] ?? "").filter((name) => name && !this._asked.has(name));
    for (let at = 0; at < names.length; at += BATCH) this._fetch(names.slice(at, at + BATCH));
  }

  /** @param {string[]} names */
  async _fetch(names) {
    for (const name of names) this._asked.add(name);
    const found = await this._call("colormap.swatches", { names }).catch(() => ({}));
    for (const name of names) {
      if (found[name]) this._colors.set(name, found[name]);
      else this._asked.delete(name);
    }
    for (const option of /** @type {NodeListOf<HTMLElement>} */ (this._options.querySelectorAll("[data-cmap]"))) {
      const colors = this._colors.get(option.dataset["cmap"] ?? "");
      const swatch = /** @type {HTMLElement} */ (option.firstElementChild);
      if (colors) swatch.style.backgroundImage = gradient(colors);
    }
  }

  /** @param {string | undefined} name becomes a favourite, or is one no longer */
  _favour(name) {
    if (!name) return;
    const now = remembered("favourites");
    remember("favourites", now.includes(name) ? now.filter((each) => each !== name) : [...now, name]);
    const option = this._options.children[this._found.indexOf(name)];
    option?.querySelector(".star")?.classList.toggle("on", !now.includes(name));
    option?.setAttribute("aria-label", now.includes(name) ? name : `${name}, favourite`);
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const last = this._found.length - 1;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) this._at = Math.min(Math.max(this._at + step, 0), Math.max(last, 0));
    else if (event.key === "Enter") this._take(this._found[this._at] ?? this._search.value.trim());
    else if (event.key === "b" && event.ctrlKey) this._favour(this._found[this._at]);
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
    this._search.setAttribute("aria-activedescendant", `${this._id}-${this._at}`);
  }

  /** @param {string} name */
  _take(name) {
    if (name) {
      this._choose(name);
      const others = remembered("recent").filter((each) => each !== name);
      remember("recent", [name, ...others].slice(0, RECENT));
    }
    this._close();
    this.button.focus();
  }
}

/**
 * Return the favourites, or the maps used last, of this browser.
 *
 * @param {"favourites" | "recent"} what
 * @returns {string[]}
 */
function remembered(what) {
  try {
    const names = JSON.parse(localStorage.getItem(`itool-colormaps-${what}`) ?? "[]");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return []; // no storage, as in a frame of another site
  }
}

/**
 * @param {"favourites" | "recent"} what
 * @param {string[]} names
 */
function remember(what, names) {
  try {
    localStorage.setItem(`itool-colormaps-${what}`, JSON.stringify(names));
  } catch {
    // Nothing is remembered where nothing can be.
  }
}

/** @param {string[]} colors */
function gradient(colors) {
  return `linear-gradient(to right, ${colors.join()})`;
}

/** @param {string} name */
function shortName(name) {
  return name.split(":").at(-1) ?? name;
}
