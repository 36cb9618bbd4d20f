// @ts-check
// What BokehJS draws: the axes of one panel, and its tools for panning and zooming. The
// figure is transparent; samples and cursors lie under it (panel.js).

import { chooseTicks, NO_TICKS } from "./ticks.js";

const TICK = 5;
const GAP = 4;
const FONT_SIZE = 11;
const CAPTION = 19;
/** Share of the range by which a wheel's pixel zooms: 15 % for one notch. */
const ZOOM = 0.15 / 120;
/** Least distance between two labels along a horizontal axis, in pixels. */
const ROOM = 12;
/** Pixels by which a caption may reach past the ends of its axis. */
const OVER = 16;
/** Pixels below which there is no room for a caption. */
const LEAST = 24;
/** Widest label beside a vertical axis, in pixels; longer ones are cut. */
const LONGEST = 96;

const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/**
 * Return the width of a tick label in pixels.
 *
 * @param {string} text
 */
export function textWidth(text) {
  pen.font = `${FONT_SIZE}px ${FONT}`;
  return pen.measureText(text).width;
}

/** One axis: its ticks never collide, whatever the range and the size. */
class Side {
  /**
   * @param {"x" | "y"} name
   * @param {any} range
   */
  constructor(name, range) {
    const side = this;
    this.name = name;
    this.range = range;
    /** Length in pixels. */
    this.length = 100;
    /** @type {PanelAxis | null} */
    this.axis = null;
    this.isShown = true;
    this._ticks = NO_TICKS;
    this._widest = 0;
    this._key = "";
    const ticker = new (class extends Bokeh.FixedTicker {
      get_ticks() {
        return { major: side.ticks().positions, minor: [] };
      }
    })();
    const formatter = new (class extends Bokeh.TickFormatter {
      /** @param {number[]} positions */
      doFormat(positions) {
        const ticks = side.ticks();
        const texts = new Map(ticks.positions.map((position, at) => [position, ticks.texts[at] ?? ""]));
        return positions.map((position) => side.cut(texts.get(position) ?? ""));
      }
    })();
    this.model = new Bokeh.LinearAxis({
      ticker,
      formatter,
      major_tick_in: 0,
      major_tick_out: TICK,
      major_label_standoff: GAP,
      axis_label_standoff: 4,
      major_label_text_font: FONT,
      major_label_text_font_size: `${FONT_SIZE}px`,
      axis_label_text_font: FONT,
      axis_label_text_font_size: "12px",
      axis_label_text_font_style: "normal",
    });
  }

  /** @returns {Ticks} */
  ticks() {
    const { start, end } = this.range;
    const key = `${start} ${end} ${this.length}`;
    if (key !== this._key && this.axis) {
      const most = Math.max(2, Math.floor(this.length / (this.name === "y" ? 34 : 30)));
      const [low, high] = start < end ? [start, end] : [end, start];
      this._ticks = chooseTicks(low, high, this.axis.kind, this.axis.ruler, most, (ticks) => this._fits(ticks));
      this._key = key;
    }
    return this._ticks;
  }

  /**
   * @param {PanelAxis} axis
   * @param {boolean} isShown
   */
  describe(axis, isShown) {
    const named = (/** @type {PanelAxis | null} */ a) => a && `${a.kind} ${a.caption} ${a.ruler.length}`;
    if (named(axis) !== named(this.axis)) this._widest = 0;
    if (axis.ruler !== this.axis?.ruler || axis.kind !== this.axis?.kind) this._key = "";
    this.axis = axis;
    this.isShown = isShown;
    if (this.model.visible !== isShown) this.model.visible = isShown;
    this.name_it();
  }

  /** Write the caption with what all labels have in common. */
  name_it() {
    if (!this.isShown) return;
    const text = named(this.axis?.caption ?? "", this.ticks().context, this.length + OVER);
    if (this.model.axis_label !== text) this.model.axis_label = text;
  }

  /**
   * Pixels that the axis needs beside the plot area. Never less than before while the axis
   * means the same, or panels would jump about while a cursor is dragged.
   */
  thickness() {
    if (!this.isShown) return 0;
    const caption = this.axis?.caption || this.ticks().context ? CAPTION : 0;
    if (this.name === "x") return TICK + GAP + FONT_SIZE + 4 + caption;
    const widths = this.ticks().texts.map((text) => textWidth(this.cut(text)));
    this._widest = Math.max(this._widest, textWidth("−0.00"), ...widths);
    return Math.ceil(TICK + GAP + this._widest + 3 + caption);
  }

  /** @param {string} text */
  cut(text) {
    if (this.name === "x" || textWidth(text) <= LONGEST) return text;
    let length = text.length - 1;
    while (length > 1 && textWidth(`${text.slice(0, length)}…`) > LONGEST) length--;
    return `${text.slice(0, length)}…`;
  }

  /** @param {Ticks} ticks */
  _fits({ positions, texts }) {
    const { start, end } = this.range;
    let free = -Infinity;
    const centres = positions.map((p) => ((p - start) / (end - start)) * this.length);
    const order = centres.map((_, i) => i).sort((a, b) => (centres[a] ?? 0) - (centres[b] ?? 0));
    for (const i of order) {
      const size = this.name === "y" ? FONT_SIZE + 4 : textWidth(texts[i] ?? "") + ROOM;
      const from = (centres[i] ?? 0) - size / 2;
      if (from < free) return false;
      free = from + size;
    }
    return true;
  }
}

/**
 * Return a caption with what all labels have in common, which is never cut.
 *
 * @param {string} caption
 * @param {string} context
 * @param {number} room
 */
function named(caption, context, room) {
  const whole = [caption, context].filter(Boolean).join("   ");
  if (!context || short(whole, room) === whole) return whole && short(whole, room);
  const rest = room - (textWidth(`   ${context}`) * 12) / FONT_SIZE;
  return rest < LEAST ? context : `${short(caption, rest)}   ${context}`;
}

/**
 * Return a caption with an ellipsis where it is longer than `room` pixels.
 *
 * @param {string} text
 * @param {number} room
 */
function short(text, room) {
  const width = (/** @type {string} */ cut) => (textWidth(cut) * 12) / FONT_SIZE;
  if (width(text) <= room) return text;
  let length = text.length - 1;
  while (length > 1 && width(`${text.slice(0, length)}…`) > room) length--;
  return `${text.slice(0, length)}…`;
}

export class Figure {
  /**
   * @param {PanelScene} panel
   * @param {any} xRange Range1d of Bokeh
   * @param {any} yRange
   */
  constructor(panel, xRange, yRange) {
    this.x = new Side("x", xRange);
    this.y = new Side("y", yRange);
    /** The axis of coordinates that are drawn beside curves. @type {Side | null} */
    this.twin = panel.twin ? new Side(panel.x.dim ? "y" : "x", new Bokeh.Range1d({ start: 0, end: 1 })) : null;
    const along = panel.kind === "image" ? "both" : panel.x.dim ? "width" : "height";
    const pan = new Bokeh.PanTool({ dimensions: along });
    const wheel = new Bokeh.WheelZoomTool({ dimensions: along, zoom_on_axis: along === "both", speed: ZOOM });
    const toolbar = new Bokeh.Toolbar({ tools: [pan, wheel], active_drag: pan, active_scroll: wheel });
    this.model = new Bokeh.Plot({
      x_range: xRange,
      y_range: yRange,
      toolbar,
      toolbar_location: null,
      sizing_mode: "fixed",
      width: 200,
      height: 200,
      min_border: 0,
      background_fill_color: null,
      border_fill_color: null,
      outline_line_width: 2, // of which the inner half lies under the samples
      lod_threshold: null,
    });
    this.model.add_layout(this.x.model, "below");
    this.model.add_layout(this.y.model, "left");
    if (this.twin) this._addTwin(this.twin);
    /** @type {any} the PlotView, once it is built */
    this.view = null;
  }

  /** @param {Side} twin */
  _addTwin(twin) {
    const side = twin.name;
    this.model.setv({ [`extra_${side}_ranges`]: { twin: twin.range } });
    twin.model.setv({ [`${side}_range_name`]: "twin" });
    this.model.add_layout(twin.model, side === "y" ? "right" : "above");
  }

  /** @param {PanelScene} panel */
  describe(panel) {
    if (panel.twin) this.twin?.describe(panel.twin, true);
    this.x.describe(panel.x, panel.shows_x);
    this.y.describe(panel.y, panel.shows_y);
  }

  /**
   * Give the figure its size; the plot area is what the borders leave.
   *
   * @param {number} width
   * @param {number} height
   * @param {Box} plot
   */
  resize(width, height, plot) {
    this.x.length = plot.width;
    this.y.length = plot.height;
    if (this.twin) this.twin.length = this.twin.name === "y" ? plot.height : plot.width;
    this.model.setv({
      width,
      height,
      min_border_left: plot.left,
      min_border_top: plot.top,
      min_border_right: width - plot.left - plot.width,
      min_border_bottom: height - plot.top - plot.height,
    });
    this.ranged();
  }

  /** Write captions again after a change of ranges. */
  ranged() {
    this.x.name_it();
    this.y.name_it();
    this.twin?.name_it();
  }

  /**
   * Take over the view that Bokeh built.
   *
   * In every paint it asks the style sheets for each of its colours and widths, which makes
   * the browser work out all styles again; ours come from `recolor`.
   *
   * @param {any} view PlotView
   */
  attach(view) {
    this.view = view;
    for (const each of [view, ...(view?.renderer_views?.values() ?? [])]) {
      for (const visual of each.visuals ?? []) visual._get_css_value = () => "";
    }
  }

  /** @param {(token: string) => string} color */
  recolor(color) {
    for (const side of [this.x, this.y, this.twin]) {
      side?.model.setv({
        axis_line_color: null,
        major_tick_line_color: color("border"),
        major_label_text_color: color("axis"),
        axis_label_text_color: color("muted"),
      });
    }
    this.model.setv({ outline_line_color: color("border") });
  }

  /**
   * Pixels by which Bokeh's axis is wider than the room it was given, or 0.
   *
   * @param {Box} plot
   */
  excess(plot) {
    const box = this.view?.frame?.bbox;
    if (!box || !box.width) return { left: 0, bottom: 0 };
    return {
      left: Math.max(0, Math.ceil(box.left - plot.left)),
      bottom: Math.max(0, Math.ceil(plot.height - box.height - Math.max(0, box.top - plot.top))),
    };
  }
}
