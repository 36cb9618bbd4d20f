// @ts-check
// The value axes of profiles, and the axes of coordinates that are drawn beside curves.

/** @typedef {import("./panel.js").PanelView} PanelView */

/**
 * Return Bokeh's range of a profile's values.
 *
 * @param {PanelView} view
 */
export function valueRange(view) {
  return view.panel.x.dim ? view.figure.y.range : view.figure.x.range;
}

/**
 * Return the axis of a profile's values.
 *
 * @param {PanelScene} panel
 */
export function valueAxis(panel) {
  return panel.x.dim ? panel.y : panel.x;
}

/**
 * Return the pixels that the axis of coordinates needs at the right ("y") or the top ("x").
 *
 * @param {PanelView} view
 * @param {"x" | "y"} side
 */
export function twinRoom({ figure: { twin } }, side) {
  return twin?.name === side ? twin.thickness() + 2 : 0;
}

/**
 * Fit the axis of coordinates to what is drawn on it; return whether it changed.
 *
 * @param {PanelView} view
 */
export function fitTwin(view) {
  const { twin } = view.figure;
  if (!twin) return false;
  const [start, end] = view.twinLimits();
  if (twin.range.start === start && twin.range.end === end) return false;
  twin.range.setv({ start, end });
  view.figure.ranged();
  return true;
}
