// @ts-check
// Coordinates that are no dimension: read at the cursor, drawn beside profiles or not.

import { h, setText } from "../lib/dom.js";
import { press, section, textButton } from "./fields.js";

export class CoordList {
  /** @param {import("./controls.js").Asker} ask */
  constructor(ask) {
    this._ask = ask;
    this._list = h("div", { class: "coords" });
    /** What is written of each, by name. @type {Map<string, {value: HTMLElement, draw: HTMLElement}>} */
    this._rows = new Map();
    this._regrid = textButton("Regrid…", "Put the image on an even grid of its two-dimensional coordinates", () => ask.operate("regrid"));
    this.element = section("Coordinates", this._list, h("div", { class: "row" }, this._regrid));
    this.element.hidden = true;
  }

  /** @param {CoordControl[]} coords */
  show(coords) {
    this.element.hidden = !coords.length;
    this._regrid.hidden = !coords.some((coord) => coord.dims.length === 2);
    const names = (/** @type {Iterable<string>} */ of) => [...of].join("\n");
    if (names(this._rows.keys()) !== names(coords.map((coord) => coord.name))) this._rebuild(coords);
    for (const { name, text, color, can_draw } of coords) {
      const row = this._rows.get(name);
      if (!row) continue;
      setText(row.value, text);
      press(row.draw, Boolean(color));
      row.draw.hidden = !can_draw;
      row.draw.style.setProperty("--curve", color || "transparent");
    }
  }

  /** @param {CoordControl[]} coords */
  _rebuild(coords) {
    this._rows.clear();
    this._list.replaceChildren(
      ...coords.map(({ name, caption, dims }) => {
        const value = h("output", { class: "coord-value", "aria-live": "off" });
        const draw = textButton("Draw", "Draw it beside the profiles, on an axis of its own", () => this._ask.run("profile.coord", { coord: name }));
        draw.classList.add("draw");
        draw.setAttribute("aria-label", `Draw ${name} beside the profiles`);
        draw.prepend(h("span", { class: "dot" }));
        this._rows.set(name, { value, draw });
        const along = dims.join(", ") || "no dimension";
        return h("div", { class: "row coord", "data-coord": name }, h("span", { class: "caption", title: `${caption}: ${name}, along ${along}` }, caption), h("span", { class: "gap" }), value, draw);
      }),
    );
  }
}
