// @ts-check
// The regions and guides over one image, drawn as SVG, and what of them is under the hand.

import { minus } from "../lib/format.js";
import { Grips } from "./grips.js";

/** Pixels within which a handle is taken hold of, and an edge. */
const REACH = 7;
const EDGE_REACH = 5;
/** How far the handle of a ray is from the cursor, of the shorter side; as in Qt. */
const RAY_REACH = 0.38;
/** Half the side of a handle in pixels. */
const HALF = 4;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {[number, number]} Place x and y, as positions or pixels
 * @typedef {{shape: Shape, number: number, isHandle: boolean}} Grip
 * @typedef {{kind: string, outline: Place[], isClosed: boolean}} Draft
 */

export class Shapes {
  /** @param {(place: Place) => Place} pixel of a position within the plot area */
  constructor(pixel) {
    this._pixel = pixel;
    this.element = document.createElementNS(SVG, "svg");
    this.element.setAttribute("class", "shapes");
    this.element.setAttribute("aria-hidden", "true");
    this.grips = new Grips();
    /** @type {PanelScene | null} */
    this._panel = null;
    /** @type {Draft | null} */
    this._draft = null;
    /** The vertex that Delete would remove. @type {{region: string, point: number} | null} */
    this._vertex = null;
    /** The ray that is being turned. @type {number | null} */
    this._turned = null;
  }

  /** @returns {Shape[]} */
  get shapes() {
    return this._panel?.shapes ?? [];
  }

  /** How many guide rays are drawn. */
  get rays() {
    return this.element.querySelectorAll(".ray").length;
  }

  /** @param {PanelScene} panel */
  show(panel) {
    const before = this._panel;
    this._panel = panel;
    if (panel.shapes !== before?.shapes || panel.rays !== before?.rays) this.place();
  }

  /** @param {Draft | null} draft a region that is being drawn */
  showDraft(draft) {
    this._draft = draft;
    this.place();
  }

  /** @param {{region: string, point: number} | null} vertex */
  showVertex(vertex) {
    if (vertex?.region === this._vertex?.region && vertex?.point === this._vertex?.point) return;
    this._vertex = vertex;
    this.place();
  }

  /** @param {number | null} ray that is being turned: its angle is written beside it */
  showTurn(ray) {
    this._turned = ray;
    this.place();
  }

  /** Draw everything where it is now. */
  place() {
    const { _panel: panel, _draft: draft } = this;
    if (panel) this.grips.place(panel, this._pixel);
    if (!panel || !(panel.shapes.length || panel.rays.length || draft)) {
      if (this.element.childElementCount) this.element.replaceChildren();
      return;
    }
    const parts = panel.rays.flatMap((ray, number) => this._ray(ray, number));
    for (const shape of panel.shapes) parts.push(...this._drawn(shape));
    if (draft) {
      parts.push(...this._line(draft.outline, draft.isClosed, "#ffffff", "draft"));
      if (draft.kind.startsWith("p")) parts.push(...draft.outline.map((place) => square(this._pixel(place), "#ffffff")));
    }
    this.element.replaceChildren(...parts);
  }

  /**
   * Return the ray that a point takes hold of.
   *
   * @param {Place} at pixel
   * @returns {{ray: number, isHandle: boolean} | null}
   */
  rayUnder(at) {
    const rays = this._panel?.rays ?? [];
    for (const ray of rays.keys()) {
      if (distance(this.rayGrip(ray), at) <= REACH) return { ray, isHandle: true };
    }
    for (const [ray, [x0, y0, x1, y1]] of rays.entries()) {
      const [from, to] = [this._pixel([x0, y0]), this._pixel([x1, y1])];
      // Where all rays meet, nobody knows which is meant.
      if (distance(from, at) > 4 * REACH && toEdge(from, to, at) <= EDGE_REACH) return { ray, isHandle: false };
    }
    return null;
  }

  /**
   * Return the pixel of the handle of a ray.
   *
   * @param {number} ray
   * @returns {Place}
   */
  rayGrip(ray) {
    const [x0, y0, x1, y1] = this._panel?.rays[ray] ?? [0, 0, 1, 0];
    const [from, to] = [this._pixel([x0, y0]), this._pixel([x1, y1])];
    const reach = RAY_REACH * Math.min(this.element.clientWidth, this.element.clientHeight);
    const share = reach / (distance(from, to) || 1);
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  }

  /**
   * Return what a point takes hold of: handles first, then the topmost edge.
   *
   * @param {Place} at pixel
   * @returns {Grip | null}
   */
  under(at) {
    const shapes = [...this.shapes].reverse();
    for (const shape of shapes) {
      for (const [number, place] of shape.handles.entries()) {
        if (distance(this._pixel(place), at) <= REACH) return { shape, number, isHandle: true };
      }
    }
    for (const shape of shapes) {
      const corners = shape.outline.map((place) => this._pixel(place));
      const count = isClosed(shape) ? corners.length : corners.length - 1;
      for (let number = 0; number < count; number++) {
        const from = /** @type {Place} */ (corners[number]);
        const to = /** @type {Place} */ (corners[(number + 1) % corners.length]);
        if (toEdge(from, to, at) <= EDGE_REACH) return { shape, number, isHandle: false };
      }
    }
    return null;
  }

  /**
   * @param {Shape} shape
   * @returns {SVGElement[]}
   */
  _drawn(shape) {
    const parts = this._line(shape.outline, isClosed(shape), shape.color, shape.is_active ? "active" : "");
    if (shape.width > 1 && !isClosed(shape)) parts.unshift(this._band(shape));
    for (const [number, place] of shape.handles.entries()) {
      const isMarked = this._vertex?.region === shape.region && this._vertex.point === number;
      parts.push(square(this._pixel(place), shape.color, isMarked ? shape.color : "#ffffff"));
    }
    const top = shape.outline.map((place) => this._pixel(place)).reduce((a, b) => (b[1] < a[1] ? b : a));
    const label = made("text", { x: top[0] + 6, y: top[1] - 6, fill: shape.color });
    label.textContent = shape.label;
    return [...parts, label];
  }

  /**
   * @param {Place[]} outline
   * @param {boolean} closed
   * @param {string} color
   * @param {string} look
   * @returns {SVGElement[]}
   */
  _line(outline, closed, color, look) {
    const d = this._path(outline, closed);
    return [made("path", { d, class: `halo ${look}` }), made("path", { d, class: `outline ${look}`, stroke: color })];
  }

  /**
   * Shade the samples across a path, as wide as they are drawn on average.
   *
   * @param {Shape} shape
   */
  _band(shape) {
    const { x, y } = /** @type {PanelScene} */ (this._panel);
    const step = (/** @type {PanelAxis} */ axis) => (axis.extent[1] - axis.extent[0]) / (axis.size || 1);
    const [from, to] = [this._pixel([0, 0]), this._pixel([step(x), step(y)])];
    const size = (Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1])) / 2;
    const band = made("path", { d: this._path(shape.outline, false), class: "wide", stroke: shape.color });
    band.setAttribute("stroke-width", String(shape.width * size));
    return band;
  }

  /**
   * @param {Place[]} outline
   * @param {boolean} closed
   */
  _path(outline, closed) {
    return `M${outline.map((place) => this._pixel(place).map((n) => n.toFixed(1)).join()).join("L")}${closed ? "Z" : ""}`;
  }

  /**
   * @param {[number, number, number, number]} ray
   * @param {number} number
   */
  _ray([x0, y0, x1, y1], number) {
    const [from, to] = [this._pixel([x0, y0]), this._pixel([x1, y1])];
    const ends = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
    const [cx, cy] = this.rayGrip(number);
    const parts = [made("line", { ...ends, class: "halo" }), made("line", { ...ends, class: "ray" }), made("circle", { cx, cy, r: HALF, class: "ray-grip" })];
    if (number === this._turned) {
      const text = made("text", { x: cx + 9, y: cy - 9, class: "turn" });
      text.textContent = `${minus(((Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI).toFixed(1))}°`;
      parts.push(text);
    }
    return parts;
  }
}

/** @param {Shape} shape */
export function isClosed(shape) {
  return shape.kind !== "polyline";
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElement}
 */
function made(tag, attributes) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * @param {Place} at
 * @param {string} color
 * @param {string} [fill]
 */
function square([x, y], color, fill = color) {
  return made("rect", { x: x - HALF, y: y - HALF, width: 2 * HALF, height: 2 * HALF, class: "grip", stroke: color, fill });
}

/**
 * @param {Place} a
 * @param {Place} b
 */
export function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/**
 * @param {Place} from
 * @param {Place} to
 * @param {Place} at
 */
function toEdge(from, to, at) {
  const along = /** @type {Place} */ ([to[0] - from[0], to[1] - from[1]]);
  const square = along[0] ** 2 + along[1] ** 2;
  const share = square ? ((at[0] - from[0]) * along[0] + (at[1] - from[1]) * along[1]) / square : 0;
  const kept = Math.min(Math.max(share, 0), 1);
  return distance([from[0] + kept * along[0], from[1] + kept * along[1]], at);
}
