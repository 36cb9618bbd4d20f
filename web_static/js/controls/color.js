// @ts-check
// Colours in the control strip.

import { h, hide, icon, iconButton, setValue } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { stepByWheel } from "../lib/wheel.js";
import { ColorMapChooser } from "./colormap.js";
import { field, nameOf, press, section, textButton, toggle } from "./fields.js";
import { showNumber } from "./fitting.js";
import { typedNumber } from "./typed.js";

/** @typedef {import("./controls.js").Asker} Asker */

/** @type {Record<NormKind, string>} */
const NORMS = {
  linear: "Linear",
  log: "Logarithm",
  symlog: "Symmetric log",
  asinh: "Asinh",
  centered: "Centred",
};

/** Colour map, gamma, limits. */
export class ColorControls {
  /** @param {Asker} ask */
  constructor(ask) {
    this._ask = ask;
    this.chooser = new ColorMapChooser((cmap) => ask.run("color.map", { cmap }), ask.call);
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
    stepByWheel(this._gamma, () => this._gamma.dispatchEvent(new Event("input")), 5);
    this._gammaText = field("text", "Gamma", (text) => ask.call("color.gamma", { gamma: typedNumber(text, "a gamma", { above: 0, most: 20 }) }));
    this._reverse = ask.hint(toggle("reverse", "Run the colours backwards", () => ask.run("color.reverse")), "color.reverse");
    this._lock = ask.hint(toggle("unlock", "Fix the levels to the range of all samples", () => ask.run("color.lock")), "color.lock");
    this._low = field("text", "Value of the first colour", (low) => this._setLimits(low, 0), "Levels");
    this._high = field("text", "Value of the last colour", (high) => this._setLimits(high, 1), "Levels");
    this._norm = h(
      "select",
      {
        "aria-label": "Scale: what is spaced evenly along the colours",
        title: "What is spaced evenly along the colours",
        on: { change: () => this._step("color.norm", { norm: this._norm.value }) },
      },
      ...Object.entries(NORMS).map(([value, text]) => h("option", { value }, text)),
    );
    this._pivot = field("text", "", (text) => this._setPivot(text));
    this._lowest = field("text", "Percentage of samples below the first colour", (text) => this._setPercentile(text, 0), "Percentiles");
    this._highest = field("text", "Percentage of samples below the last colour", (text) => this._setPercentile(text, 1), "Percentiles");
    this._view = ask.hint(textButton("Fit view", "Limits of the visible part", () => ask.run("color.view")), "color.view");
    this._share = iconButton("link", "Fix the levels to the range of all linked viewers", () => ask.run("color.share", { viewers: [ask.viewer] }));
    this._part = h(
      "select",
      { "aria-label": "Part of complex samples", on: { change: () => ask.run("color.part", { part: this._part.value }) } },
      ...Object.entries({ abs: "modulus |z|", angle: "phase", real: "real part", imag: "imaginary part" }).map(([value, text]) => h("option", { value }, text)),
    );
    this._partRow = h("label", { class: "row" }, h("span", { class: "caption" }, "Part"), this._part);
    this.element = section(
      "Colour",
      this._partRow,
      h("div", { class: "row" }, this.chooser.element, this._reverse),
      h("div", { class: "row gamma" }, h("span", { class: "caption" }, "Gamma"), this._gamma, this._gammaText),
      h("div", { class: "row scale" }, h("span", { class: "caption" }, "Scale"), this._norm, this._pivot),
      h("div", { class: "row levels" }, h("span", { class: "caption" }, "Levels"), this._low, h("span", { class: "caption" }, "to"), this._high, this._lock, this._share),
      h("div", { class: "row percentiles" }, h("span", { class: "caption" }, "Percentiles"), this._lowest, this._highest, this._view),
    );
    /** @type {ColorScale | null} */
    this._color = null;
    /** @type {[number, number]} */
    this._limits = [NaN, NaN];
    /** @type {[number, number]} */
    this._percentiles = [0, 100];
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
    hide(this.element, Boolean(scene.channel) || !scene.panels.some((panel) => panel.kind === "image"));
    hide(this._share, !scene.link);
    if (scene.color === before?.color) return;
    const { cmap, gamma, reverse, limits, percentiles, fits_view } = scene.color;
    this._color = scene.color;
    this.chooser.show(cmap);
    if (document.activeElement !== this._gamma) this._gamma.value = String(Math.log10(gamma));
    setValue(this._gammaText, number(gamma, 3));
    press(this._reverse, reverse);
    press(this._lock, limits !== null);
    this._lock.replaceChildren(icon(limits ? "lock" : "unlock"));
    press(this._view, fits_view && !limits);
    this._showNorm(scene.color);
    const [lowest, highest] = (this._percentiles = percentiles ?? [0, 100]);
    setValue(this._lowest, number(lowest, 4));
    setValue(this._highest, number(highest, 4));
    if (limits) this.showLevels(limits);
  }

  /** @param {[number, number]} limits */
  showLevels([low, high]) {
    this._limits = [low, high];
    showNumber(this._low, low);
    showNumber(this._high, high);
  }

  /** @param {ColorScale} color */
  _showNorm({ norm, center, linear_width }) {
    this._norm.value = norm;
    this._pivot.hidden = norm === "linear" || norm === "log";
    const isCentered = norm === "centered";
    this._pivot.title = isCentered ? "Value of the colour in the middle" : "Linear within this distance from zero; 0 finds it";
    this._pivot.setAttribute("aria-label", nameOf(this._pivot.title, "Scale"));
    setValue(this._pivot, isCentered ? number(center) : linear_width === null ? "auto" : number(linear_width));
  }

  /** @param {string} text */
  async _setPivot(text) {
    const norm = this._norm.value;
    if (norm === "centered") await this._ask.call("color.norm", { norm, center: typedNumber(text, "a value") });
    else {
      const linear_width = text.trim() === "auto" ? 0 : typedNumber(text, "a width", { least: 0 });
      await this._ask.call("color.norm", { norm, linear_width });
    }
    this._ask.run("edit.pause");
  }

  /**
   * The other percentage stays what it is, or what was typed there just before.
   *
   * @param {string} text
   * @param {0 | 1} place
   */
  async _setPercentile(text, place) {
    const before = this._percentiles;
    const [low, high] = (this._percentiles = replaced(before, place, typedNumber(text, "a percentage", { least: 0, most: 100 })));
    try {
      await this._ask.call("color.percentiles", { low, high });
    } catch (error) {
      this._percentiles = before;
      throw error;
    }
  }

  /**
   * Run a command whose changes would otherwise be undone together.
   *
   * @param {string} command
   * @param {object} args
   */
  _step(command, args) {
    this._ask.run(command, args);
    this._ask.run("edit.pause");
  }

  /**
   * The other limit stays what it is, not what can be read of it.
   *
   * @param {string} text
   * @param {0 | 1} place
   */
  async _setLimits(text, place) {
    const before = this._limits;
    const [low, high] = (this._limits = replaced(before, place, typedNumber(text, "a level")));
    try {
      await this._ask.call("color.limits", { low, high });
    } catch (error) {
      this._limits = before;
      throw error;
    }
  }
}

/**
 * @param {[number, number]} pair
 * @param {0 | 1} place
 * @param {number} value
 * @returns {[number, number]}
 */
function replaced([low, high], place, value) {
  return place ? [low, value] : [value, high];
}

/** @param {number} level of the slider, −1 to 1 */
function gammaOf(level) {
  return Number((10 ** level).toPrecision(3));
}
