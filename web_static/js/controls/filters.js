// @ts-check
// The filters over the data: switched, changed, moved, removed.

import { h } from "../lib/dom.js";

export class FilterList {
  /** @param {import("./controls.js").Asker} ask */
  constructor(ask) {
    this._ask = ask;
    this._list = h("div", { class: "filters" });
    this.element = h("section", { "aria-label": "Filters", hidden: true }, h("h2", {}, "Filters"), this._list);
  }

  /** @param {FilterControl[]} filters */
  show(filters) {
    this.element.hidden = !filters.length;
    this._list.replaceChildren(...filters.map((filter, number) => this._row(filter, number)));
  }

  /**
   * @param {FilterControl} filter
   * @param {number} number
   */
  _row({ title, detail, is_on }, number) {
    const run = this._ask.run;
    const check = h("input", { type: "checkbox", checked: is_on, on: { change: () => run("filter.switch", { number, on: check.checked }) } });
    const button = (/** @type {string} */ text, /** @type {string} */ what, /** @type {() => void} */ act) =>
      h("button", { class: "button icon-only", type: "button", title: what, "aria-label": `${what}: ${title}`, on: { click: act } }, text);
    const edit = button("…", "Change the parameters of this filter", () => this._ask.edit(number));
    const up = button("↑", "Carry this filter out before the one above", () => run("filter.move", { number, to: number - 1 }));
    up.disabled = !number;
    return h(
      "div",
      { class: "row filter", title: detail },
      h("label", {}, check, h("span", {}, title)),
      h("span", { class: "gap" }),
      edit,
      up,
      button("×", "Remove this filter", () => run("filter.remove", { number })),
    );
  }
}
