// @ts-check
// Where the colours of cursors come from: each its own, a map over all, or a coordinate.

import { h, hide, setValue } from "../lib/dom.js";
import { ColorMapChooser } from "./colormap.js";

/** @typedef {import("./controls.js").Asker} Asker */

const OWN = "own";
const SPREAD = "spread";
const BY = "by ";

export class CursorColorRow {
  /** @param {Asker} ask */
  constructor(ask) {
    this._ask = ask;
    /** @type {CursorColors | null} */
    this._colors = null;
    this._active = "";
    this._source = h("select", {
      "aria-label": "Colours of cursors",
      title: "Where the colours of cursors come from",
      on: { change: () => this._choose(this._source.value) },
    });
    this._hand = h("input", {
      type: "color",
      title: "Colour of the active cursor",
      "aria-label": "Colour of the active cursor",
      on: { change: () => ask.run("cursor.color", { cursor: this._active, color: this._hand.value }) },
    });
    this.chooser = new ColorMapChooser((cmap) => ask.run("cursor.colors", { cmap, by: this._colors?.by ?? "" }), ask.call);
    this.element = h("div", { class: "row cursor-colors" }, this._source, this._hand, this.chooser.element);
  }

  /**
   * @param {Scene} scene
   * @param {Scene | null} before
   */
  show(scene, before) {
    if (String(scene.coords) !== String(before?.coords)) {
      this._source.replaceChildren(
        h("option", { value: OWN }, "Own colours"),
        h("option", { value: SPREAD }, "Spread over a map"),
        ...scene.coords.map((name) => h("option", { value: BY + name }, BY + name)),
      );
    }
    const colors = (this._colors = scene.cursor_colors);
    setValue(this._source, !colors ? OWN : colors.by ? BY + colors.by : SPREAD);
    hide(this._hand, Boolean(colors));
    hide(this.chooser.element, !colors);
    if (colors) this.chooser.showMap(colors.cmap);
    const active = scene.cursors.find((cursor) => cursor.is_active);
    this._active = active?.id ?? "";
    if (active && document.activeElement !== this._hand) this._hand.value = active.color;
  }

  /** @param {string} source */
  _choose(source) {
    if (source === OWN) this._ask.run("cursor.colors");
    else {
      const by = source.startsWith(BY) ? source.slice(BY.length) : "";
      this._ask.run("cursor.colors", { cmap: this._colors?.cmap ?? "turbo", by });
    }
  }
}
