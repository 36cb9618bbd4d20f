// @ts-check
// What the pointer does with regions: it draws new ones with a tool, and drags those that
// are there. Hit tests are made when a button is pressed, never while a cursor is dragged.

import { isInside, viewAt } from "./drag.js";
import { arrowStep, gripAt } from "./grips.js";
import { distance } from "./shapes.js";

/** Pixels from the first vertex within which a click closes a polygon. */
const NEAR = 8;
/** Pixels that a rectangle or circle must be dragged to be one. */
const LEAST = 4;
const FEWEST = /** @type {Record<string, number>} */ ({ polygon: 3, polyline: 2, rectangle: 2, circle: 2 });

/**
 * @typedef {import("./shapes.js").Place} Place
 * @typedef {import("./panel.js").PanelView} PanelView
 * @typedef {object} Asker
 * @property {(command: string, args?: object) => void} run
 * @property {(key: string, command: string, args: object) => void} newest
 * @property {() => void} pause let the next change be undone by itself
 * @property {(kind: string) => void} chosen another tool is in use
 */

export class ShapeHand {
  /**
   * @param {HTMLElement} root
   * @param {import("./grid.js").Grid} grid
   * @param {Asker} ask
   */
  constructor(root, grid, ask) {
    this._root = root;
    this._grid = grid;
    this._ask = ask;
    /** Kind of region that the next clicks draw, or "". */
    this.kind = "";
    /** @type {Place[]} */
    this._places = [];
    /** @type {PanelView | null} */
    this._view = null;
    /** @type {{grip: import("./shapes.js").Grip, view: PanelView, start: Place, pointer: number} | null} */
    this._held = null;
    /** @type {{ray: number, view: PanelView, pointer: number} | null} */
    this._turning = null;
    /** @type {{region: string, point: number} | null} */
    this._vertex = null;
    /** Whether the press under way was meant for a region, and so is its click. */
    this._isTaken = false;
    this._listen();
  }

  /** @param {string} kind of the region to draw, "" to end drawing */
  choose(kind) {
    this._drop();
    this.kind = kind;
    this._root.classList.toggle("drawing", Boolean(kind));
    this._ask.chosen(kind);
  }

  _listen() {
    /** @type {(name: keyof HTMLElementEventMap, act: (event: any) => boolean) => void} */
    const take = (name, act) =>
      this._root.addEventListener(
        name,
        (event) => {
          if (!act(event)) return;
          event.preventDefault();
          event.stopImmediatePropagation();
        },
        true,
      );
    // In the capture phase and before cursors, or BokehJS, see them.
    take("pointerdown", (event) => (this._isTaken = this._press(event)));
    take("pointermove", (event) => this._move(event));
    take("pointerup", (event) => this._release(event));
    take("pointercancel", (event) => this._release(event));
    take("click", () => this._isTaken);
    take("dblclick", (event) => this._doubleClick(event));
    take("contextmenu", (event) => this._context(event));
    addEventListener("keydown", (event) => this._key(event), true);
    this._root.addEventListener("focusin", (event) => {
      const vertex = gripAt(event.target);
      const view = viewAt(this._grid, /** @type {HTMLElement} */ (event.target));
      if (vertex && view) this._mark(view, vertex);
    });
  }

  /** @param {PointerEvent} event */
  _press(event) {
    const view = this._viewAt(event);
    if (!view || event.ctrlKey || event.metaKey || event.button !== 0) return Boolean(this.kind && view);
    if (this.kind) {
      this._draw(view, event);
      return true;
    }
    const grip = view.shapes.under(pixelOf(view, event));
    const isFree = !(/** @type {HTMLElement} */ (event.target).closest(".handle"));
    const ray = grip?.isHandle ? null : view.shapes.rayUnder(pixelOf(view, event));
    if (ray && (ray.isHandle || isFree)) {
      this._turning = { ray: ray.ray, view, pointer: event.pointerId };
      this._root.setPointerCapture(event.pointerId);
      view.shapes.showTurn(ray.ray);
      return true;
    }
    if (!grip || !(grip.isHandle || isFree)) {
      this._mark(view, null);
      return false;
    }
    if (grip.isHandle && grip.shape.is_active) view.shapes.grips.focus(grip.number);
    else view.element.focus({ preventScroll: true });
    this._held = { grip, view, start: view.placeAt(event), pointer: event.pointerId };
    this._root.setPointerCapture(event.pointerId);
    this._mark(view, grip.isHandle ? { region: grip.shape.region, point: grip.number } : null);
    if (!grip.shape.is_active) this._ask.run("region.activate", { region: grip.shape.region });
    return true;
  }

  /** @param {PointerEvent} event */
  _move(event) {
    if (this.kind) {
      if (this._view && this._places.length) this._preview(event);
      return Boolean(this._view);
    }
    if (this._turning) {
      const { ray, view } = this._turning;
      const [x, y] = view.placeAt(event);
      this._ask.newest("guide", "guide.aim", { ray, to: [y, x], drawn: true });
      return true;
    }
    const held = this._held;
    if (!held) {
      if (!event.buttons) this._hover(event);
      return false;
    }
    const { view, grip } = held;
    const { region } = grip.shape;
    const here = view.placeAt(event);
    if (grip.isHandle) {
      const to = along(view, grip.shape, here);
      this._ask.newest(`shape ${region}`, "region.move_point", { region, point: grip.number, to, drawn: true });
    } else {
      const by = [here[0] - held.start[0], here[1] - held.start[1]];
      const points = grip.shape.points.map(([x, y]) => along(view, grip.shape, [x + (by[0] ?? 0), y + (by[1] ?? 0)]));
      this._ask.newest(`shape ${region}`, "region.set_points", { region, points, drawn: true });
    }
    return true;
  }

  /** @param {PointerEvent} event */
  _release(event) {
    if (this._turning) {
      this._turning.view.shapes.showTurn(null);
      this._turning = null;
      this._ask.pause();
      return true;
    }
    if (this.kind) {
      const first = this._places[0];
      if (this._view && first && !isByClicks(this.kind)) {
        const here = this._view.placeAt(event);
        if (distance(this._view.pixelOf(first), this._view.pixelOf(here)) >= LEAST) {
          this._places.push(here);
          this._finish();
        } else this._drop();
      }
      return true;
    }
    if (this._held?.pointer !== event.pointerId) return false;
    this._ask.pause();
    this._held = null;
    return true;
  }

  /** @param {MouseEvent} event */
  _doubleClick(event) {
    if (this.kind) {
      this._finish();
      return true;
    }
    const view = this._viewAt(event);
    const grip = view?.shapes.under(pixelOf(view, event));
    if (!view || !grip) return this._isTaken;
    const { shape, number } = grip;
    if (!grip.isHandle && isByClicks(shape.kind)) {
      const to = along(view, shape, view.placeAt(event));
      this._ask.run("region.insert_point", { region: shape.region, point: number + 1, to, drawn: true });
      this._mark(view, { region: shape.region, point: number + 1 });
    }
    return true;
  }

  /** @param {MouseEvent} event */
  _context(event) {
    if (this.kind) {
      this._finish();
      return true;
    }
    const view = this._viewAt(event);
    const grip = view?.shapes.under(pixelOf(view, event));
    if (!grip?.isHandle || !isByClicks(grip.shape.kind)) return false;
    this._removeVertex({ region: grip.shape.region, point: grip.number });
    return true;
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("input, select, textarea, dialog")) return;
    const grip = gripAt(target);
    const view = viewAt(this._grid, target);
    const step = grip && view && arrowStep(event, view.panel);
    if (step && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const steps = { [step[0]]: step[1] * (event.shiftKey ? 10 : 1) };
      this._ask.run("region.nudge", { ...grip, steps });
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (grip && view && event.key === "Escape") {
      this._mark(view, null);
      view.element.focus({ preventScroll: true });
      return;
    }
    if (this.kind && event.key === "Escape") this.choose("");
    else if (this.kind && event.key === "Enter" && this._places.length) this._finish();
    else if (this._vertex && event.key === "Delete") this._removeVertex(this._vertex);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /**
   * @param {PanelView} view
   * @param {PointerEvent} event
   */
  _draw(view, event) {
    if (this._view !== view) {
      this._drop();
      this._view = view;
    }
    const first = this._places[0];
    if (this.kind === "polygon" && first && this._places.length > 2 && distance(view.pixelOf(first), pixelOf(view, event)) <= NEAR) {
      this._finish();
      return;
    }
    const here = view.placeAt(event);
    const last = this._places.at(-1);
    if (!last || last[0] !== here[0] || last[1] !== here[1]) this._places.push(here);
    this._root.setPointerCapture(event.pointerId);
    this._preview(event);
  }

  /** @param {PointerEvent} event */
  _preview(event) {
    const view = /** @type {PanelView} */ (this._view);
    const here = view.placeAt(event);
    const first = /** @type {Place} */ (this._places[0]);
    const outline = isByClicks(this.kind) ? [...this._places, here] : outlineOf(this.kind, first, here);
    view.shapes.showDraft({ kind: this.kind, outline, isClosed: this.kind !== "polyline" });
  }

  /** Make a region of what was drawn, if it is enough. */
  _finish() {
    const { kind, _view: view, _places: places } = this;
    if (view && places.length >= (FEWEST[kind] ?? 2)) {
      const points = places.map(([x, y]) => [y, x]);
      this._ask.run("region.add", { kind, points, dims: view.dims, drawn: true });
      this._ask.run("edit.pause");
    }
    this.choose("");
  }

  _drop() {
    this._places = [];
    this._view?.shapes.showDraft(null);
    this._view = null;
  }

  /** @param {{region: string, point: number}} vertex */
  _removeVertex(vertex) {
    this._ask.run("region.remove_point", vertex);
    for (const view of this._grid.panels.values()) this._mark(view, null);
  }

  /**
   * @param {PanelView} view
   * @param {{region: string, point: number} | null} vertex
   */
  _mark(view, vertex) {
    this._vertex = vertex;
    view.shapes.showVertex(vertex);
  }

  /** @param {PointerEvent} event */
  _hover(event) {
    const view = this._viewAt(event);
    const grip = view?.shapes.shapes.length ? view.shapes.under(pixelOf(view, event)) : null;
    const ray = view?.shapes.rays && !grip ? view.shapes.rayUnder(pixelOf(view, event)) : null;
    const isFree = !(/** @type {HTMLElement} */ (event.target).closest(".handle"));
    this._root.classList.toggle("on-grip", Boolean(grip?.isHandle || (ray && (ray.isHandle || isFree))));
    this._root.classList.toggle("on-edge", Boolean(grip && !grip.isHandle));
  }

  /** @param {MouseEvent} event */
  _viewAt(event) {
    // By place: while a pointer is captured, the target of its clicks is the whole grid.
    return [...this._grid.panels.values()].find((view) => view.panel.kind === "image" && isInside(view, event));
  }
}

/** @param {string} kind */
function isByClicks(kind) {
  return kind === "polygon" || kind === "polyline";
}

/**
 * Return the pixel of an event within the plot area.
 *
 * @param {PanelView} view
 * @param {MouseEvent} event
 * @returns {Place}
 */
function pixelOf(view, event) {
  const { left, top } = view.plot.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/**
 * Return an (x, y) place in the order of the region's dimensions.
 *
 * @param {PanelView} view
 * @param {Shape} shape
 * @param {Place} place
 */
function along(view, shape, place) {
  return shape.dims[0] === view.panel.x.dim ? place : [place[1], place[0]];
}

/**
 * @param {string} kind
 * @param {Place} start
 * @param {Place} here
 * @returns {Place[]}
 */
function outlineOf(kind, start, here) {
  if (kind === "rectangle") return [start, [here[0], start[1]], here, [start[0], here[1]]];
  const turns = Array.from({ length: 48 }, (_, step) => (2 * Math.PI * step) / 48);
  return turns.map((turn) => [start[0] + (here[0] - start[0]) * Math.cos(turn), start[1] + (here[1] - start[1]) * Math.sin(turn)]);
}
