// @ts-check
// The control strip: cursors, position and bins along each dimension, colours.

import { h, icon, iconButton, setText, setValue } from "./dom.js";
import { number } from "./format.js";
import { ColorMapChooser } from "./colormap.js";

/**
 * @typedef {object} Asker
 * @property {(command: string, args?: object) => void} run a command of this viewer
 * @property {(key: string, command: string, args: object) => void} newest one of which only
 *   the newest matters
 */

export class Controls {
  /**
   * @param {HTMLElement} root
   * @param {Asker} ask
   */
  constructor(root, ask) {
    this._ask = ask;
    /** @type {Map<string, DimRow>} */
    this._rows = new Map();
    this._value = h("output", { class: "value", "aria-live": "off" });
    this._valueCaption = h("span", { class: "caption" });
    this._cursors = h("div", { class: "cursors", role: "radiogroup", "aria-label": "Cursors" });
    this._dims = h("div", { class: "dims" });
    this._snap = textButton("Snap", "Cursors rest on samples only (S)", () => ask.run("cursor.snap"));
    this._color = new ColorControls(ask);
    root.replaceChildren(
      section("Value", this._valueCaption, this._value),
      section(
        "Cursors",
        h(
          "div",
          { class: "row" },
          this._cursors,
          h("span", { class: "gap" }),
          iconButton("plus", "Add a cursor here (Shift+A)", () => ask.run("cursor.add")),
          iconButton("trash", "Remove the active cursor (Shift+R)", () => ask.run("cursor.remove")),
        ),
        h("div", { class: "dim-head hint" }, ...["index", "value", "bins"].map((text) => h("span", {}, text))),
        this._dims,
      ),
      this._color.element,
      section(
        "View",
        h(
          "div",
          { class: "row views" },
          textButton("Transpose", "Swap rows and columns (T)", () => ask.run("view.transpose")),
          textButton("View all", "Show all samples (Ctrl+A)", () => ask.run("view.all")),
          this._snap,
        ),
      ),
    );
  }

  /**
   * @param {Scene} scene
   * @param {Scene | null} before
   */
  show(scene, before) {
    if (scene.value_caption !== before?.value_caption) setText(this._valueCaption, scene.value_caption);
    if (scene.cursors !== before?.cursors) this._showCursors(scene.cursors);
    if (scene.controls !== before?.controls || scene.order !== before?.order) this._showDims(scene.controls);
    if (scene.snap !== before?.snap) press(this._snap, scene.snap);
    this._color.show(scene, before);
  }

  /** @param {Swatch[]} maps */
  offer(maps) {
    this._color.chooser.offer(maps);
  }

  /** @param {number | null} value the sample under the active cursor */
  showValue(value) {
    setText(this._value, number(value, 7));
  }

  /** @param {[number, number]} limits of the main image's colours */
  showLevels(limits) {
    this._color.showLevels(limits);
  }

  /** @param {CursorControl[]} cursors */
  _showCursors(cursors) {
    const isAlone = cursors.length === 1;
    this._cursors.replaceChildren(
      ...cursors.map((cursor) => {
        const chip = h(
          "button",
          {
            class: "chip",
            type: "button",
            role: "radio",
            "aria-checked": String(cursor.is_active),
            title: `Cursor ${cursor.id}${cursor.visible ? "" : " (hidden)"}; double-click to ${cursor.visible ? "hide" : "show"} it`,
            on: {
              click: () => this._ask.run("cursor.activate", { cursor: cursor.id }),
              dblclick: () => this._ask.run("cursor.show", { cursor: cursor.id, visible: !cursor.visible }),
            },
          },
          h("span", { class: "dot" }),
          cursor.id,
          cursor.visible ? null : icon("hidden"),
        );
        chip.style.setProperty("--cursor", cursor.color);
        chip.classList.toggle("alone", isAlone);
        return chip;
      }),
    );
  }

  /** @param {DimControl[]} controls */
  _showDims(controls) {
    const dims = controls.map((control) => control.dim);
    const wanted = controls.map((control, place) => {
      const row = this._rows.get(control.dim) ?? new DimRow(control, this._ask);
      this._rows.set(control.dim, row);
      row.show(control);
      row.showPlace(place, dims);
      return row.element;
    });
    for (const dim of this._rows.keys()) {
      if (!controls.some((control) => control.dim === dim)) this._rows.delete(dim);
    }
    const present = [...this._dims.children];
    if (present.length !== wanted.length || wanted.some((element, i) => element !== present[i])) {
      this._dims.replaceChildren(...wanted);
    }
  }
}

const PLACES = ["rows", "columns", "third", "fourth"];

/** The active cursor along one dimension. */
class DimRow {
  /**
   * @param {DimControl} control
   * @param {Asker} ask
   */
  constructor(control, ask) {
    const { dim } = control;
    this._control = control;
    this._caption = h("span", { class: "caption" });
    this._places = "";
    this._place = h("select", {
      title: "Where this dimension is; choose to swap it with another",
      "aria-label": `Place of ${dim}`,
      on: { change: () => this._swap() },
    });
    this._index = field("number", "Index", (text) => ask.newest(`index ${dim}`, "cursor.place", { index: { [dim]: Math.round(Number(text)) } }));
    this._coord = field("text", "Coordinate", (text) => this._goTo(text));
    this._bins = field("number", "Samples averaged", (text) => ask.newest(`bins ${dim}`, "cursor.bin", { bins: { [dim]: Math.max(1, Math.round(Number(text))) } }));
    this._slider = h("input", {
      type: "range",
      min: "0",
      step: "1",
      "aria-label": `Index along ${dim}`,
      on: {
        input: () => ask.newest(`index ${dim}`, "cursor.place", { index: { [dim]: Number(this._slider.value) } }),
        change: () => ask.run("edit.pause"),
      },
    });
    this._ask = ask;
    this._coord.addEventListener("keydown", (event) => this._step(event));
    this.element = h(
      "fieldset",
      { class: "dim" },
      h("legend", {}, this._caption, this._place),
      this._index,
      this._coord,
      this._bins,
      this._slider,
    );
    this.element.dataset["dim"] = dim;
  }

  /** @param {DimControl} control */
  show(control) {
    if (control === this._control && this._caption.textContent) return;
    this._control = control;
    setText(this._caption, control.caption);
    this._caption.title = control.caption;
    this._index.min = this._slider.min = "0";
    this._index.max = this._slider.max = String(control.size - 1);
    this._bins.min = "1";
    this._bins.max = String(control.size);
    setValue(this._index, String(control.index));
    setValue(this._coord, control.text);
    setValue(this._bins, String(control.bins));
    if (document.activeElement !== this._slider) this._slider.value = String(control.index);
    this._coord.readOnly = !control.is_numeric;
    this._slider.hidden = control.is_panel;
    this.element.disabled = control.size < 2;
  }

  /**
   * @param {number} place of this dimension on screen
   * @param {string[]} dims all of them, in screen order
   */
  showPlace(place, dims) {
    const key = `${place} ${this._control.is_panel} ${dims.join()}`;
    if (key === this._places) return;
    this._places = key;
    const where = (this._control.is_panel && PLACES[place]) || "slider";
    const others = dims.filter((dim) => dim !== this._control.dim);
    this._place.hidden = !others.length;
    this._place.replaceChildren(
      h("option", { value: "", selected: true }, where),
      ...others.map((dim) => h("option", { value: dim }, `swap with ${dim}`)),
    );
  }

  _swap() {
    const second = this._place.value;
    this._place.value = "";
    if (second) this._ask.run("view.swap", { first: this._control.dim, second });
  }

  /** @param {string} text */
  _goTo(text) {
    const value = Number(text.replace("−", "-").replace(",", "."));
    if (text.trim() && Number.isFinite(value)) this._ask.run("cursor.move", { point: { [this._control.dim]: value } });
    this._coord.dataset["dirty"] = "no";
    setValue(this._coord, this._control.text);
  }

  /** @param {KeyboardEvent} event */
  _step(event) {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!steps) return;
    event.preventDefault();
    this._ask.run("cursor.nudge", { steps: { [this._control.dim]: steps } });
  }
}

/** Colour map, gamma, limits. */
class ColorControls {
  /** @param {Asker} ask */
  constructor(ask) {
    this._ask = ask;
    this.chooser = new ColorMapChooser((cmap) => ask.run("color.map", { cmap }));
    this._gamma = h("input", {
      type: "range",
      min: "-1",
      max: "1",
      step: "0.01",
      "aria-label": "Gamma",
      title: "Below 1 brightens weak signal; double-click for 1",
      on: {
        input: () => ask.newest("gamma", "color.gamma", { gamma: gammaOf(Number(this._gamma.value)) }),
        change: () => ask.run("edit.pause"),
        dblclick: () => ask.run("color.gamma", { gamma: 1 }),
      },
    });
    this._gammaText = field("text", "Gamma", (text) => {
      const gamma = Number(text.replace(",", "."));
      if (gamma > 0) ask.run("color.gamma", { gamma });
    });
    this._reverse = toggle("reverse", "Run the colours backwards (R)", () => ask.run("color.reverse"));
    this._lock = toggle("unlock", "Fix the levels to the range of all samples (L)", () => ask.run("color.lock"));
    this._low = field("text", "Value of the first colour", () => this._setLimits());
    this._high = field("text", "Value of the last colour", () => this._setLimits());
    this._part = h(
      "select",
      { "aria-label": "Part of complex samples", on: { change: () => ask.run("color.part", { part: this._part.value }) } },
      ...Object.entries({ abs: "modulus |z|", angle: "phase", real: "real part", imag: "imaginary part" }).map(([value, text]) => h("option", { value }, text)),
    );
    this._partRow = h("label", { class: "row" }, h("span", { class: "caption" }, "part"), this._part);
    this.element = section(
      "Colour",
      this._partRow,
      h("div", { class: "row" }, this.chooser.element, this._reverse),
      h("div", { class: "row gamma" }, h("span", { class: "caption" }, "γ"), this._gamma, this._gammaText),
      h("div", { class: "row levels" }, labelled("from", this._low), labelled("to", this._high), this._lock),
    );
    /** @type {ColorScale | null} */
    this._color = null;
  }

  /**
   * @param {Scene} scene
   * @param {Scene | null} before
   */
  show(scene, before) {
    if (scene.part !== before?.part) {
      this._partRow.hidden = scene.part === null;
      if (scene.part) this._part.value = scene.part;
    }
    this.element.hidden = !scene.panels.some((panel) => panel.kind === "image");
    if (scene.color === before?.color) return;
    const { cmap, gamma, reverse, limits } = scene.color;
    this._color = scene.color;
    this.chooser.show(cmap, reverse);
    if (document.activeElement !== this._gamma) this._gamma.value = String(Math.log10(gamma));
    setValue(this._gammaText, number(gamma, 3));
    press(this._reverse, reverse);
    press(this._lock, limits !== null);
    this._lock.replaceChildren(icon(limits ? "lock" : "unlock"));
    if (limits) this.showLevels(limits);
  }

  /** @param {[number, number]} limits */
  showLevels([low, high]) {
    setValue(this._low, number(low, 5));
    setValue(this._high, number(high, 5));
  }

  _setLimits() {
    const [low, high] = [this._low, this._high].map((input) => parsed(input.value));
    if (low !== undefined && high !== undefined) this._ask.run("color.limits", { low, high });
  }
}

/**
 * Read a number as `number` of format.js writes it.
 *
 * @param {string} text
 */
function parsed(text) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = text
    .replaceAll("−", "-")
    .replace(",", ".")
    .replace("×10", "e")
    .replaceAll("⁻", "-")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => String(digits.indexOf(c)));
  const value = Number(plain);
  return plain.trim() && Number.isFinite(value) ? value : undefined;
}

/** @param {number} level of the slider, −1 to 1 */
function gammaOf(level) {
  return Number((10 ** level).toPrecision(3));
}

/**
 * An input that speaks when its text is finished, and marks itself while it is not.
 *
 * @param {"number" | "text"} type
 * @param {string} title
 * @param {(text: string) => void} act
 */
function field(type, title, act) {
  const input = h("input", {
    type,
    title,
    spellcheck: false,
    autocomplete: "off",
    on: {
      input: (/** @type {InputEvent} */ event) => {
        // The arrows of a number field have no input type: they act at once.
        if (type === "number" && !event.inputType) act(input.value);
        else input.dataset["dirty"] = "yes";
      },
      change: () => {
        if (input.dataset["dirty"] === "yes") act(input.value);
        input.dataset["dirty"] = "no";
      },
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape") {
          input.value = input.dataset["before"] ?? input.value;
          input.dataset["dirty"] = "no";
          input.blur();
        }
      },
      focus: () => {
        input.dataset["before"] = input.value;
        input.select();
      },
    },
  });
  return input;
}

/**
 * @param {string} text
 * @param {HTMLElement} input
 */
function labelled(text, input) {
  return h("label", { class: "field" }, h("span", { class: "hint" }, text), input);
}

/**
 * @param {string} name of the icon
 * @param {string} title
 * @param {() => void} act
 */
function toggle(name, title, act) {
  const button = iconButton(name, title, act);
  press(button, false);
  return button;
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} act
 */
function textButton(text, title, act) {
  return h("button", { class: "button", type: "button", title, on: { click: act } }, text);
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isOn
 */
function press(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}

/**
 * @param {string} title
 * @param {...Node} children
 */
function section(title, ...children) {
  return h("section", { "aria-label": title }, h("h2", {}, title), ...children);
}
