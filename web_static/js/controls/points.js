// @ts-check
// The points of a region as numbers to type.

import { byId, h } from "../lib/dom.js";
import { report } from "../lib/toast.js";
import { NothingTyped, typedNumber } from "./typed.js";

/** Fewest points of the kinds whose points can be added and removed. */
const FEWEST = /** @type {Record<string, number>} */ ({ polygon: 3, polyline: 2 });

/** A table of one region's points, which follows the region and changes it. */
export class PointsTable {
  /** @param {import("./controls.js").Asker} ask */
  constructor(ask) {
    this._ask = ask;
    /** @type {RegionControl | null} */
    this._shown = null;
    this._dialog = /** @type {HTMLDialogElement} */ (byId("points"));
    this._dialog.addEventListener("close", () => (this._shown = null));
  }

  /** @param {RegionControl} region */
  open(region) {
    this._fill(region);
    this._dialog.showModal();
  }

  /** @param {RegionControl[]} regions all that there are now */
  show(regions) {
    if (!this._shown) return;
    const region = regions.find((each) => each.id === this._shown?.id);
    if (!region) this._dialog.close();
    else if (JSON.stringify(region.points) !== JSON.stringify(this._shown.points)) this._fill(region);
  }

  /** @param {RegionControl} region */
  _fill(region) {
    this._shown = region;
    const isFree = region.kind in FEWEST;
    const canRemove = isFree && region.points.length > (FEWEST[region.kind] ?? 0);
    const rows = region.points.map((point, row) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, String(row)),
        ...point.map((value, column) => h("td", {}, this._cell(region, row, column, value))),
        isFree
          ? h(
              "td",
              { class: "row" },
              this._button("+", `Add a point after ${row}`, () => this._add(region, row)),
              this._button("−", `Remove point ${row}`, () => this._remove(region, row), !canRemove),
            )
          : null,
      ),
    );
    this._dialog.replaceChildren(
      h("h2", {}, `Points of ${region.label}`),
      h("table", {}, h("thead", {}, h("tr", {}, h("th"), ...region.dims.map((dim) => h("th", { scope: "col" }, dim)))), h("tbody", {}, ...rows)),
      h("form", { method: "dialog" }, h("button", { class: "button primary" }, "Close")),
    );
  }

  /**
   * @param {RegionControl} region
   * @param {number} row
   * @param {number} column
   * @param {number} value
   */
  _cell(region, row, column, value) {
    const shown = String(Number(value.toPrecision(10)));
    const input = h("input", {
      type: "text",
      value: shown,
      inputMode: "decimal",
      "aria-label": `${region.dims[column]} of point ${row}`,
      on: {
        change: () => {
          try {
            const typed = typedNumber(input.value, "a coordinate");
            this._set(region, region.points.map((point, at) => (at === row ? point.map((old, i) => (i === column ? typed : old)) : point)));
          } catch (error) {
            input.value = shown;
            if (!(error instanceof NothingTyped)) report(error);
          }
        },
        keydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Enter") input.blur();
        },
      },
    });
    return input;
  }

  /**
   * @param {string} text
   * @param {string} title
   * @param {() => void} act
   * @param {boolean} [disabled]
   */
  _button(text, title, act, disabled = false) {
    return h("button", { class: "button icon-only", type: "button", title, "aria-label": title, disabled, on: { click: act } }, text);
  }

  /**
   * @param {RegionControl} region
   * @param {number} row
   */
  _add(region, row) {
    const here = /** @type {[number, number]} */ (region.points[row]);
    const isEnd = row === region.points.length - 1 && region.kind === "polyline";
    const other = /** @type {[number, number]} */ (region.points[isEnd ? row - 1 : (row + 1) % region.points.length]);
    const middle = here.map((value, i) => (isEnd ? 2 * value - (other[i] ?? 0) : (value + (other[i] ?? 0)) / 2));
    this._set(region, [...region.points.slice(0, row + 1), middle, ...region.points.slice(row + 1)]);
  }

  /**
   * @param {RegionControl} region
   * @param {number} row
   */
  _remove(region, row) {
    this._ask.run("region.remove_point", { region: region.id, point: row });
    this._ask.run("edit.pause");
  }

  /**
   * @param {RegionControl} region
   * @param {number[][]} points
   */
  _set(region, points) {
    this._ask.run("region.set_points", { region: region.id, points });
    this._ask.run("edit.pause");
  }
}
