// @ts-check
// The scene as the page knows it, and how a patch changes it.

/**
 * Return the scene after a patch; what did not change is shared with the old one.
 *
 * @param {Scene | null} old
 * @param {ScenePatch} patch see itool/web/patch.py
 * @returns {Scene}
 */
export function patched(old, patch) {
  const { panel_ids, panels, control_ids, controls, ...fields } = patch;
  const scene = /** @type {Scene} */ ({ panels: [], controls: [], ...old, ...fields });
  if (panels || panel_ids) scene.panels = merged(scene.panels, "id", panel_ids, panels);
  if (controls || control_ids) scene.controls = merged(scene.controls, "dim", control_ids, controls);
  return scene;
}

/**
 * @template {object} T
 * @param {T[]} items
 * @param {keyof T} key
 * @param {string[] | undefined} ids
 * @param {Record<string, Partial<T>> | undefined} changes
 * @returns {T[]}
 */
function merged(items, key, ids, changes = {}) {
  const byId = new Map(items.map((item) => [String(item[key]), item]));
  return (ids ?? [...byId.keys()]).map((id) => {
    const change = changes[id];
    const item = byId.get(id);
    return change ? /** @type {T} */ ({ ...item, ...change }) : /** @type {T} */ (item);
  });
}

/**
 * Return the position of the middle of sample `index` along an axis.
 *
 * @param {PanelAxis} axis
 * @param {number} index
 */
export function positionOf(axis, index) {
  const step = (axis.extent[1] - axis.extent[0]) / axis.size;
  return axis.extent[0] + (index + 0.5) * step;
}

/**
 * Return the index of the sample nearest to a position.
 *
 * @param {PanelAxis} axis
 * @param {number} position
 */
export function indexOf(axis, position) {
  const step = (axis.extent[1] - axis.extent[0]) / axis.size;
  const at = Math.round((position - axis.extent[0]) / step - 0.5);
  return Math.min(Math.max(at, 0), axis.size - 1);
}

/**
 * Return the limits of a profile's value axis around curves of these ranges; the same as
 * value_limits in itool/model/layout.py.
 *
 * @param {[number | null, number | null][]} ranges
 * @returns {[number, number]}
 */
export function valueLimits(ranges) {
  let low = Infinity;
  let high = -Infinity;
  for (const [a, b] of ranges) {
    if (a === null || b === null) continue;
    low = Math.min(low, a);
    high = Math.max(high, b);
  }
  if (!(low <= high)) return [0, 1];
  // Rounding alone is no height: BokehJS would look for ticks closer than numbers are.
  const isFlat = high - low <= Math.max(1e-290, 1e-12 * Math.max(Math.abs(low), Math.abs(high)));
  const margin = isFlat ? Math.abs(low) / 2 || 1 : 0.05 * (high - low);
  return [low - margin, high + margin];
}
