// @ts-check
// Regions in the control strip: tools, what is in the active region, and the guides.

import { h, hide, icon, iconButton, setText, setValue } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { valueLimits } from "../lib/scene.js";
import { field, labelled, press, section, textButton } from "./fields.js";
import { PointsTable } from "./points.js";
import { typedNumber } from "./typed.js";

/**
 * @typedef {import("./controls.js").Asker} Asker
 */

const TOOLS = /** @type {[string, string, string][]} */ ([
  ["polygon", "Polygon", "Draw a polygon: click its vertices, double-click the last"],
  ["polyline", "Path", "Draw a path: click its vertices, double-click the last"],
  ["rectangle", "Rectangle", "Draw a rectangle: drag from corner to corner"],
  ["circle", "Circle", "Draw a circle: drag from its centre to its rim"],
]);
/** What is told of a region, in the order of STATISTICS in itool/model/shape.py. */
const NAMES = ["n", "sum", "mean", "std", "min", "max", "area", "length"];
/** Height of the curve in pixels. */
const TALL = 72;

export class RegionControls {
  /** @param {Asker} ask */
  constructor(ask) {
    this._ask = ask;
    this._tool = "";
    /** @type {RegionControl | undefined} */
    this._active = undefined;
    /** @type {Samples | null} */
    this._profile = null;
    /** @type {number[]} */
    this._numbers = [];
    this._tools = new Map(TOOLS.map(([kind, text, title]) => [kind, textButton(text, title, () => ask.draw(this._tool === kind ? "" : kind))]));
    this._chips = h("div", { class: "shape-chips", role: "radiogroup", "aria-label": "Regions" });
    this._table = h("dl", { class: "statistics", "aria-live": "off" });
    this._curve = h("canvas", { class: "inset", title: "Samples along the path, from its first point", role: "img", "aria-label": "Profile along the path" });
    this._width = field("number", "Samples averaged across the path", (text) => {
      ask.newest("width", "region.width", { width: typedNumber(text, "a width", { least: 1, isWhole: true }) });
    });
    this._width.min = "1";
    this._widthRow = labelled("Width in samples", this._width);
    this._points = new PointsTable(ask);
    this._acts = h("div", { class: "row acts" });
    const run = (/** @type {string} */ command, /** @type {object} */ args) => {
      if (this._active) ask.run(command, { region: this._active.id, ...args });
    };
    this._name = field("text", "Name of the region", (name) => ask.call("region.rename", { region: this._active?.id, name: name.trim() }));
    this._color = h("input", {
      type: "color",
      title: "Colour of the region",
      "aria-label": "Colour of the region",
      on: { change: () => run("region.color", { color: this._color.value }) },
    });
    this._show = iconButton("eye", "Draw the region", () => run("region.show", { visible: !this._active?.visible }));
    /** Whether results replace what is shown, from now on. */
    this._here = h("input", { type: "checkbox" });
    const here = h("label", { class: "here", title: "Masks and crops replace what is shown (undo brings it back) instead of opening a viewer" }, this._here, "Results in this viewer");
    this._details = h(
      "div",
      { class: "details", hidden: true },
      h("div", { class: "row look" }, this._name, this._color, this._show),
      this._table,
      this._curve,
      this._widthRow,
      this._acts,
      here,
    );
    this._guides = ask.hint(textButton("Guides", "Rays of a symmetry through the cursor", () => ask.run("guide.toggle")), "guide.toggle");
    this._fold = field("number", "Number of rays", (text) => {
      ask.newest("fold", "guide.set", { fold: typedNumber(text, "a number of rays", { least: 1, most: 12, isWhole: true }) });
    });
    Object.assign(this._fold, { min: "1", max: "12" });
    this._angle = field("text", "Angle of the first ray in degrees, in the units of the axes", (text) => {
      return ask.call("guide.set", { angle: typedNumber(text, "an angle in degrees") });
    });
    this.element = section(
      "Regions",
      h("div", { class: "tools", role: "toolbar", "aria-label": "Draw a region" }, ...this._tools.values()),
      this._chips,
      this._details,
      h("div", { class: "row guides" }, this._guides, labelled("Fold", this._fold), labelled("Angle °", this._angle)),
    );
    this.showTool("");
  }

  /** @param {string} kind */
  showTool(kind) {
    this._tool = kind;
    for (const [name, button] of this._tools) press(button, name === kind);
  }

  /**
   * @param {Scene} scene
   * @param {Scene | null} before
   */
  show(scene, before) {
    hide(this.element, !scene.panels.some((panel) => panel.kind === "image"));
    if (scene.guide !== before?.guide) {
      press(this._guides, scene.guide.visible);
      setValue(this._fold, String(scene.guide.fold));
      setValue(this._angle, number(scene.guide.angle, 5));
    }
    if (scene.regions === before?.regions) return;
    this._active = scene.regions.find((region) => region.is_active);
    this._showChips(scene.regions);
    this._showDetails();
    this._points.show(scene.regions);
  }

  /**
   * Take what was measured; it is written by `write`.
   *
   * @param {FrameHead} head
   * @param {Samples} samples
   */
  take(head, samples) {
    if (head.layer === "profile") this._profile = samples;
    else this._numbers = Array.from(samples);
  }

  /** Write what was measured last. */
  write() {
    if (!this._active) return;
    const units = { area: this._active.area_units, length: this._active.length_units };
    const told = NAMES.map((name, at) => /** @type {[string, number]} */ ([name, this._numbers[at] ?? NaN])).filter(
      ([name, value]) => Number.isFinite(value) || !(name in units),
    );
    while (this._table.children.length > told.length) this._table.lastElementChild?.remove();
    while (this._table.children.length < told.length) this._table.append(h("div", {}, h("dt"), h("dd")));
    told.forEach(([name, value], at) => {
      const [term, text] = /** @type {HTMLElement[]} */ ([...(this._table.children[at]?.children ?? [])]);
      if (!term || !text) return;
      setText(term, name);
      const unit = units[/** @type {"area" | "length"} */ (name)] ?? "";
      const digits = name === "n" ? 12 : Math.abs(value) < 1e-3 ? 4 : 5;
      setText(text, `${number(value, digits)} ${unit}`.trim());
      text.title = `${name} = ${value}`;
    });
    if (this._active.kind === "polyline") this._drawCurve();
  }

  /** What is shown of the active region, by name. */
  get statistics() {
    return this._active ? Object.fromEntries(NAMES.map((name, at) => [name, this._numbers[at] ?? null])) : null;
  }

  /** The samples drawn of the active path. */
  get profile() {
    return this._active?.kind === "polyline" && this._profile ? Array.from(this._profile) : null;
  }

  /** @param {RegionControl[]} regions */
  _showChips(regions) {
    this._chips.hidden = !regions.length;
    this._chips.replaceChildren(
      ...regions.map((region) => {
        const run = (/** @type {string} */ command, args = {}) => this._ask.run(command, { region: region.id, ...args });
        const chip = h(
          "button",
          {
            class: "shape-chip",
            type: "button",
            role: "radio",
            "aria-checked": String(region.is_active),
            title: `${region.kind} on ${region.dims.join(" × ")}${region.visible ? "" : " (hidden)"}; double-click to ${region.visible ? "hide" : "show"} it, right-click for more`,
            on: {
              click: () => this._ask.run("region.activate", { region: region.is_active ? "" : region.id }),
              dblclick: () => run("region.show", { visible: !region.visible }),
            },
          },
          h("span", { class: "dot" }),
          region.label,
          region.visible ? null : icon("hidden"),
        );
        chip.dataset["region"] = region.id;
        chip.style.setProperty("--cursor", region.color);
        return chip;
      }),
    );
  }

  _showDetails() {
    const active = this._active;
    this._details.hidden = !active;
    if (!active) return;
    const isPath = active.kind === "polyline";
    this._curve.hidden = this._widthRow.hidden = !isPath;
    setValue(this._width, String(active.width));
    setValue(this._name, active.label);
    this._color.value = active.color;
    press(this._show, active.visible);
    this._show.replaceChildren(icon(active.visible ? "eye" : "hidden"));
    const act = (/** @type {string} */ text, /** @type {string} */ title, /** @type {string} */ command, /** @type {object} */ args = {}) =>
      textButton(text, title, () => {
        const isHere = this._here.checked && /mask|crop/.test(command);
        if (isHere) this._ask.run(command, { viewer: this._ask.viewer, region: active.id, replace: true, ...args });
        else this._ask.make(command, { region: active.id, ...args });
      });
    this._acts.replaceChildren(
      textButton("Points…", "Edit the points in a table", () => this._points.open(active)),
      ...(isPath
        ? [act("Profile", "Open the profile as a viewer", "region.profile"), act("Slice", "Open the slice through the whole volume", "region.slice")]
        : [
            act("Mask", "Open the array with all beyond the region missing", "region.mask"),
            act("Mask inside", "Open the array with all in the region missing", "region.mask", { keep: "outside" }),
          ]),
      act("Crop", "Open the part of the array around the region", "region.crop"),
      textButton("Remove", "Remove the region", () => this._ask.run("region.remove", { region: active.id })),
    );
  }

  _drawCurve() {
    const canvas = this._curve;
    const scale = devicePixelRatio;
    const width = canvas.clientWidth || 200;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(TALL * scale);
    const context = canvas.getContext("2d");
    const samples = this._profile;
    if (!context || !samples) return;
    const finite = samples.filter((value) => Number.isFinite(value));
    const [low, high] = valueLimits(finite.length ? [[Math.min(...finite), Math.max(...finite)]] : []);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.strokeStyle = this._active?.color ?? "#ffffff";
    context.lineWidth = 1.2;
    context.beginPath();
    let isDown = false;
    samples.forEach((value, at) => {
      const x = 3 + (at * (width - 6)) / Math.max(samples.length - 1, 1);
      const y = TALL - 3 - ((value - low) / (high - low)) * (TALL - 6);
      if (!Number.isFinite(value)) isDown = false;
      else if (isDown) context.lineTo(x, y);
      else {
        context.moveTo(x, y);
        isDown = true;
      }
    });
    context.stroke();
  }
}
