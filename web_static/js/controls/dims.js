// @ts-check
// One dimension in the control strip.

import { h, hide, icon, iconButton, setText, setValue } from "../lib/dom.js";
import { stepByWheel } from "../lib/wheel.js";
import { field } from "./fields.js";
import { showText } from "./fitting.js";
import { NothingTyped, typedNumber } from "./typed.js";

/** @typedef {import("./controls.js").Asker} Asker */

/** What a row is made of besides numbers. */
const MADE_OF = /** @type {const} */ (["caption", "size", "width", "is_numeric", "is_panel"]);
const PLACES = ["rows", "columns", "third", "fourth"];
/** Choice that turns the axis round; no dimension is called so. */
const INVERT = "\0invert";

/** The active cursor along one dimension. */
export class DimRow {
  /**
   * @param {DimControl} control
   * @param {Asker} ask
   */
  constructor(control, ask) {
    const { dim } = control;
    this._control = control;
    /** What is written. @type {DimControl | null} */
    this._shown = null;
    this._caption = h("span", { class: "caption" });
    this._places = "";
    this._place = h("select", {
      title: "Where this dimension is; choose to swap it with another, or to invert its axis",
      "aria-label": `Place of ${dim}`,
      on: { change: () => this._swap() },
    });
    this._index = field("number", "Index", (text) => this._placeAt(text));
    this._coord = field("text", "Coordinate", (text) => this._goTo(text), "Value");
    this._bins = field("text", "Samples around the cursor", (text) => this._bin(text), "Bins");
    this._bins.inputMode = "decimal";
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
    this._play = iconButton("play", `Play ${dim}`, () => ask.run("cursor.play", { dim }));
    const choose = () => ask.run("cursor.play", { dim, on: this._isPlaying, rate: Number(this._rate.value), step: Number(this._stride.value) });
    this._rate = options("Steps a second", [1, 2, 5, 10, 20, 30, 60], (n) => `${n}/s`, choose);
    this._stride = options("Samples a step", [1, 2, 5, 10, -1], (n) => (n < 0 ? "back" : `×${n}`), choose);
    this._isPlaying = false;
    this._run = h("div", { class: "run" }, this._play, this._slider, this._rate, this._stride);
    stepByWheel(this._slider, () => this._slider.dispatchEvent(new Event("input")));
    this._ask = ask;
    this._coord.addEventListener("keydown", (event) => this._step(event));
    this._bins.addEventListener("keydown", (event) => this._stepBins(event));
    this.element = h(
      "fieldset",
      { class: "dim" },
      h("legend", {}, this._caption, this._place),
      this._index,
      this._coord,
      this._bins,
      this._run,
    );
    this.element.dataset["dim"] = dim;
  }

  /** @param {DimControl} control */
  show(control) {
    const before = this._shown;
    if (control === before) return;
    this._shown = this._control = control;
    if (!before || MADE_OF.some((field) => control[field] !== before[field])) this._describe(control);
    setValue(this._index, String(control.index));
    showText(this._coord, control.text);
    setValue(this._bins, String(control.bins));
    if (!control.is_panel && document.activeElement !== this._slider) this._slider.value = String(control.index);
  }

  /**
   * Write what stays while a cursor moves; in a page, what is written again costs again.
   *
   * @param {DimControl} control
   */
  _describe(control) {
    setText(this._caption, control.caption);
    this._caption.title = control.caption;
    this._index.min = "0";
    this._index.max = this._slider.max = String(control.size - 1);
    this._bins.title = `Samples around the cursor${control.width ? ` (${control.width})` : ""}; a width is typed as 0.1, or 2 eV`;
    this._slider.hidden = control.is_panel;
    this.element.disabled = control.size < 2;
  }

  /** @param {PlayControl | undefined} playing */
  showPlaying(playing) {
    this._isPlaying = playing?.is_on ?? false;
    // What is played can be stopped, wherever it was begun.
    hide(this._run, this._control.is_panel && !this._isPlaying);
    const title = `${this._isPlaying ? "Stop" : "Play"} ${this._control.dim}`;
    if (this._play.title !== title) {
      this._play.title = title;
      this._play.setAttribute("aria-label", title);
      this._play.replaceChildren(icon(this._isPlaying ? "pause" : "play"));
    }
    setValue(this._rate, String(playing?.rate ?? 10));
    setValue(this._stride, String(playing?.step ?? 1));
  }

  /**
   * @param {number} place of this dimension on screen
   * @param {string[]} dims all of them, in screen order
   */
  showPlace(place, dims) {
    const key = `${place} ${this._control.is_panel} ${dims.join()}`;
    if (key === this._places) return;
    this._places = key;
    const others = dims.filter((dim) => dim !== this._control.dim);
    const where = others.length ? (this._control.is_panel && PLACES[place]) || "slider" : "axis";
    this._place.replaceChildren(
      h("option", { value: "", selected: true }, where),
      ...others.map((dim) => h("option", { value: dim }, `swap with ${dim}`)),
      ...(this._control.is_panel ? [h("option", { value: INVERT }, "invert axis")] : []),
    );
  }

  _swap() {
    const second = this._place.value;
    this._place.value = "";
    if (second === INVERT) this._ask.run("view.invert", { dim: this._control.dim });
    else if (second) this._ask.run("view.swap", { first: this._control.dim, second });
  }

  /** @param {string} text an index; negative ones count from the end */
  _placeAt(text) {
    const { dim, size } = this._control;
    const at = typedNumber(text, "an index", { least: -size, most: size - 1, isWhole: true });
    this._ask.newest(`index ${dim}`, "cursor.place", { index: { [dim]: at } });
  }

  /** @param {string} text */
  _goTo(text) {
    if (!text.trim()) throw new NothingTyped();
    // The manager reads it: as a number, with units or not, a date, or the text of a sample.
    return this._ask.call("cursor.move", { point: { [this._control.dim]: text } });
  }

  /** @param {string} text samples, or a width: with a point, an exponent or units */
  _bin(text) {
    const { dim } = this._control;
    if (!text.trim()) throw new NothingTyped();
    if (!/^\s*\d+\s*$/.test(text)) return this._ask.call("cursor.width", { width: { [dim]: text } });
    return this._ask.call("cursor.bin", { bins: { [dim]: typedNumber(text, "a number of samples", { least: 1, isWhole: true }) } });
  }

  /** @param {KeyboardEvent} event */
  _stepBins(event) {
    const steps = { ArrowUp: 2, ArrowDown: -2, PageUp: 10, PageDown: -10 }[event.key];
    if (!steps) return;
    event.preventDefault();
    const { dim, bins, size } = this._control;
    this._ask.run("cursor.bin", { bins: { [dim]: Math.min(Math.max(1, bins + steps), size) } });
  }

  /** @param {KeyboardEvent} event */
  _step(event) {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!steps) return;
    event.preventDefault();
    this._ask.run("cursor.nudge", { steps: { [this._control.dim]: steps } });
  }
}

/**
 * A choice of numbers.
 *
 * @param {string} title
 * @param {number[]} numbers
 * @param {(n: number) => string} text
 * @param {() => void} act
 */
function options(title, numbers, text, act) {
  return h("select", { title, "aria-label": title, on: { change: act } }, ...numbers.map((n) => h("option", { value: String(n) }, text(n))));
}
