// @ts-check
// The control strip: cursors, position and bins along each dimension, colours.

import { h, hide, icon, iconButton, setText } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { ColorControls } from "./color.js";
import { CoordList } from "./coords.js";
import { CursorColorRow } from "./cursor_colors.js";
import { DimRow } from "./dims.js";
import { ProfileControls } from "./profiles.js";
import { FilterList } from "./filters.js";
import { press, section, textButton } from "./fields.js";
import { RegionControls } from "./regions.js";

/**
 * @typedef {object} Asker
 * @property {(command: string, args?: object) => void} run a command of this viewer
 * @property {(key: string, command: string, args: object) => void} newest one of which only
 *   the newest matters
 * @property {(command: string, args?: object) => Promise<any>} call a command for its answer
 * @property {string} viewer what commands of the manager call this viewer
 * @property {(command: string, args: object) => void} make one that opens another viewer
 * @property {(kind: string) => void} draw a region of this kind next
 * @property {(number: number) => void} edit the parameters of a filter
 * @property {(name: string) => void} operate open the dialog of an operation
 * @property {<T extends HTMLElement>(button: T, command: string) => T} hint names the keys
 *   of a command in the title of its button
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
    this._snap = ask.hint(textButton("Snap", "Cursors rest on samples only", () => ask.run("cursor.snap")), "cursor.snap");
    this._equal = ask.hint(textButton("Equal aspect", "Units equally long in both directions", () => ask.run("view.equal")), "view.equal");
    this._rgb = textButton("True colour", "Three or four samples as one colour", () => ask.run("view.rgb"));
    this._reducer = h(
      "select",
      {
        title: "How samples around a cursor become one",
        on: { change: () => ask.run("cursor.reducer", { reducer: this._reducer.value }) },
      },
      ...["mean", "sum", "min", "max", "median", "std"].map((name) => h("option", { value: name }, name)),
    );
    this._color = new ColorControls(ask);
    this._profiles = new ProfileControls(ask);
    this._filters = new FilterList(ask);
    this._coords = new CoordList(ask);
    this._cursorColors = new CursorColorRow(ask);
    this.regions = new RegionControls(ask);
    root.replaceChildren(
      section("Value", this._valueCaption, this._value),
      section(
        "Cursors",
        h(
          "div",
          { class: "row" },
          this._cursors,
          h("span", { class: "gap" }),
          ask.hint(iconButton("plus", "Add a cursor here", () => ask.run("cursor.add")), "cursor.add"),
          ask.hint(iconButton("trash", "Remove the active cursor", () => ask.run("cursor.remove")), "cursor.remove"),
        ),
        this._cursorColors.element,
        h("div", { class: "dim-head hint" }, ...["Index", "Value", "Bins"].map((text) => h("span", {}, text))),
        this._dims,
        h("label", { class: "row reducer" }, h("span", { class: "hint" }, "Reduce bins by"), this._reducer),
      ),
      this._coords.element,
      this._color.element,
      this._profiles.element,
      this._filters.element,
      this.regions.element,
      section(
        "View",
        h(
          "div",
          { class: "row views" },
          ask.hint(textButton("Transpose", "Swap rows and columns", () => ask.run("view.transpose")), "view.transpose"),
          ask.hint(textButton("View all", "Show all samples", () => ask.run("view.all")), "view.all"),
          this._equal,
          this._snap,
          this._rgb,
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
    this._cursorColors.show(scene, before);
    if (scene.controls !== before?.controls || scene.order !== before?.order || scene.playing !== before?.playing) {
      this._showDims(scene.controls, scene.playing);
    }
    if (scene.filters !== before?.filters) this._filters.show(scene.filters);
    if (scene.associated !== before?.associated) this._coords.show(scene.associated);
    if (scene.snap !== before?.snap) press(this._snap, scene.snap);
    hide(this._rgb, !scene.channels.length);
    press(this._rgb, Boolean(scene.channel));
    if (scene.equal_aspect !== before?.equal_aspect) press(this._equal, scene.equal_aspect);
    if (scene.profile !== before?.profile) this._profiles.show(scene.profile);
    if (scene.reducer !== before?.reducer) this._reducer.value = scene.reducer;
    this._color.show(scene, before);
    this.regions.show(scene, before);
  }

  /** @param {Swatch[]} maps */
  offer(maps) {
    this._color.chooser.offer(maps);
    this._cursorColors.chooser.offer(maps);
  }

  /** @param {Uint8Array} table 256 colours, 4 bytes each */
  showTable(table) {
    this._color.chooser.showTable(table);
  }

  /** @param {number | null} value the sample under the active cursor */
  showValue(value) {
    setText(this._value, number(Number.isFinite(value) ? value : null));
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
            title: `Cursor ${cursor.id}${cursor.visible ? "" : " (hidden)"}; double-click to ${cursor.visible ? "hide" : "show"} it, right-click for more`,
            on: {
              click: () => this._ask.run("cursor.activate", { cursor: cursor.id }),
              dblclick: () => this._ask.run("cursor.show", { cursor: cursor.id, visible: !cursor.visible }),
            },
          },
          h("span", { class: "dot" }),
          cursor.id,
          cursor.visible ? null : icon("hidden"),
        );
        chip.dataset["cursor"] = cursor.id;
        chip.style.setProperty("--cursor", cursor.color);
        chip.classList.toggle("alone", isAlone);
        return chip;
      }),
    );
  }

  /**
   * @param {DimControl[]} controls
   * @param {PlayControl[]} playing
   */
  _showDims(controls, playing) {
    const dims = controls.map((control) => control.dim);
    const wanted = controls.map((control, place) => {
      const row = this._rows.get(control.dim) ?? new DimRow(control, this._ask);
      this._rows.set(control.dim, row);
      row.show(control);
      row.showPlace(place, dims);
      row.showPlaying(playing.find((each) => each.dim === control.dim));
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
