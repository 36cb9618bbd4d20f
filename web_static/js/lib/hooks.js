// @ts-check
// What tests and benchmarks ask of a page: what it really draws, not what it was told.

import { forward } from "./norm.js";

export class Hooks {
  /** @param {import("../view.js").ViewPage} page */
  constructor(page) {
    this.page = page;
  }

  /** Wait until everything that was asked for has been answered and drawn. */
  async settled() {
    const { page } = this;
    for (let calm = 0; calm < 2; ) {
      const { frames } = page.stats;
      await page.socket.call("viewer.state").catch(() => undefined);
      await new Promise((done) => requestAnimationFrame(done));
      await new Promise((done) => setTimeout(done));
      calm = frames === page.stats.frames && page.isQuiet ? calm + 1 : 0;
    }
  }

  /**
   * Return left, top, width and height of a plot area in the window.
   *
   * @param {string} panel
   */
  box(panel) {
    const rect = this._view(panel).plot.getBoundingClientRect();
    return [rect.left, rect.top, rect.width, rect.height];
  }

  /**
   * Return the lines of a panel: where they should be and at which pixel they are.
   *
   * @param {string} panel
   */
  lines(panel) {
    const view = this._view(panel);
    const { left, top } = view.plot.getBoundingClientRect();
    return view.panel.marks.map((mark) => {
      const isVertical = mark.dim === view.panel.x.dim;
      const position = this.page.grid.positionOf(mark);
      const { line, band } = view.marks.of(mark);
      const rect = line.getBoundingClientRect();
      return {
        ...mark,
        position,
        band: band.hidden ? [position, position] : mark.band,
        pixel: view.pixel(mark.dim, position),
        drawn: isVertical ? rect.left - left : rect.top - top,
      };
    });
  }

  /**
   * Return shape and pixels of an image.
   *
   * @param {string} panel
   */
  image(panel) {
    const pixels = this._view(panel).pixels;
    return pixels && [pixels.shape, Array.from(pixels.pixels)];
  }

  /**
   * Return the samples of a curve, or null.
   *
   * @param {string} panel
   * @param {string} cursor
   */
  curve(panel, cursor) {
    const values = this._view(panel).valuesOf(cursor);
    return values && Array.from(values);
  }

  /**
   * Return the visible positions of both axes by dimension.
   *
   * @param {string} panel
   */
  limits(panel) {
    const { figure, panel: scene } = this._view(panel);
    const span = (/** @type {any} */ { start, end }) => (start < end ? [start, end] : [end, start]);
    return { [scene.x.dim]: span(figure.x.range), [scene.y.dim]: span(figure.y.range) };
  }

  /**
   * Return caption and ends of the second axis of a profile, or null.
   *
   * @param {string} panel
   */
  twin(panel) {
    const { twin } = this._view(panel).figure;
    return twin && [twin.model.axis_label, twin.range.start, twin.range.end];
  }

  /**
   * Return what is written along an axis.
   *
   * @param {string} panel
   * @param {string} dim
   */
  ticks(panel, dim) {
    const { figure, panel: scene } = this._view(panel);
    return (scene.x.dim === dim ? figure.x : figure.y).ticks().texts;
  }

  /** Return the colour bar: place on screen, counts, and the levels of its labels. */
  bar() {
    const { bar } = this.page;
    const { left, top, width, height } = bar.element.querySelector(".grip")?.getBoundingClientRect() ?? new DOMRect();
    const labels = bar.labels().positions.map((value) => [value, forward(bar.norm, value)]);
    return { box: [left, top, width, height], counts: bar.counts, labels };
  }

  /**
   * Return where regions are drawn: corners by id.
   *
   * @param {string} panel
   */
  shapes(panel) {
    return Object.fromEntries(this._view(panel).shapes.shapes.map((shape) => [shape.region, shape.outline]));
  }

  /**
   * Return how many guide rays are drawn.
   *
   * @param {string} panel
   */
  rays(panel) {
    return this._view(panel).shapes.rays;
  }

  /**
   * Return the pixel of the handle of a ray in the window, and the angle written.
   *
   * @param {string} panel
   * @param {string} ray
   */
  ray(panel, ray) {
    const { shapes, plot } = this._view(panel);
    const { left, top } = plot.getBoundingClientRect();
    const [x, y] = shapes.rayGrip(Number(ray));
    return [left + x, top + y, shapes.element.querySelector(".turn")?.textContent ?? ""];
  }

  /** Return what is shown of the active region: its numbers and its profile. */
  measured() {
    const { statistics, profile } = this.page.controls.regions;
    return [statistics, profile];
  }

  /** @param {string} panel */
  _view(panel) {
    const view = this.page.grid.panels.get(panel);
    if (!view) throw new Error(`no panel ${panel}`);
    return view;
  }
}
