// @ts-check
// What else the pointer does on panels: boxes to zoom to, and menus.

import { copyPicture } from "../export.js";
import { openMenu } from "../lib/menu.js";
import { report } from "../lib/toast.js";
import { enableBox } from "./box.js";
import { isInside, viewAt } from "./drag.js";
import { askRange } from "./range.js";
import { enableValues } from "./values.js";

/**
 * @typedef {object} Page
 * @property {import("./grid.js").Grid} grid
 * @property {Scene | null | undefined} scene
 * @property {{call: (command: string, args?: object) => Promise<any>}} socket
 * @property {(command: string, args?: object) => unknown} run
 * @property {(panel?: string) => void} export
 */

/**
 * Let boxes be drawn and menus be opened over the panels of a page.
 *
 * @param {HTMLElement} root
 * @param {Page} page
 */
export function enablePointer(root, page) {
  enableBox(root, page.grid);
  enableValues(root, page.grid);
  const open = (/** @type {MouseEvent} */ event) => {
    const view = viewAt(page.grid, /** @type {HTMLElement} */ (event.target));
    if (!view) return;
    event.preventDefault();
    event.stopPropagation();
    const box = view.plot.getBoundingClientRect();
    // The key of the menu has no place of its own.
    const isKey = !isInside(view, event) && event.button !== 2;
    const left = isKey ? box.left + 12 : event.clientX;
    const top = isKey ? box.top + 12 : event.clientY;
    const here = isKey ? null : view.shapes.under([event.clientX - box.left, event.clientY - box.top]);
    const region = page.scene?.regions.find((each) => each.id === here?.shape.region);
    if (region) openMenu("Region", aboutRegion(region, page), { left, top });
    else openMenu("Panel", aboutPanel(view, page), { left, top });
  };
  // In the capture phase: BokehJS keeps the event. What draws regions has seen it before.
  root.addEventListener("contextmenu", open, true);
}

/**
 * @param {import("./panel.js").PanelView} view
 * @param {Page} page
 * @returns {(import("../lib/menu.js").Entry | null)[]}
 */
function aboutPanel({ panel }, page) {
  const scene = page.scene;
  const run = (/** @type {string} */ command, /** @type {object} */ args = {}) => page.run(command, args);
  const isImage = panel.kind === "image";
  const axes = [panel.x, panel.y].filter((axis) => axis.dim);
  return [
    { title: "View all", act: () => run("view.all") },
    { title: "Visible range…", act: () => askRange(panel.id, page.socket).catch(report) },
    { title: "Transpose", act: () => run("view.transpose") },
    ...axes.map((axis) => ({
      title: `Invert ${axis.dim}`,
      isOn: axis.is_inverted,
      act: () => run("view.invert", { dim: axis.dim }),
    })),
    ...(isImage ? [{ title: "Equal aspect", isOn: scene?.equal_aspect ?? false, act: () => run("view.equal") }] : []),
    null,
    ...(isImage ? [{ title: "Lock levels", isOn: Boolean(scene?.color.limits), act: () => run("color.lock") }] : []),
    { title: isImage ? "Copy image" : "Copy plot", act: () => copyPicture(panel.id, page.socket).catch(report) },
    { title: "Export panel…", act: () => page.export(panel.id) },
  ];
}

/**
 * What may be done with a region, on its image and on its chip.
 *
 * @param {RegionControl} control
 * @param {Page} page
 * @returns {(import("../lib/menu.js").Entry | null)[]}
 */
export function aboutRegion({ id: region, kind, visible }, page) {
  const entry = (/** @type {string} */ title, /** @type {string} */ command, args = {}) => ({
    title,
    act: () => page.run(command, { region, ...args }),
  });
  const along = [entry("Open profile", "region.profile"), entry("Slice along path", "region.slice")];
  const within = [
    entry("Mask outside", "region.mask", { keep: "inside" }),
    entry("Mask inside", "region.mask", { keep: "outside" }),
    entry("Mask outside, in this viewer", "region.mask", { keep: "inside", replace: true }),
    entry("Mask inside, in this viewer", "region.mask", { keep: "outside", replace: true }),
  ];
  return [
    entry(visible ? "Hide" : "Show", "region.show", { visible: !visible }),
    null,
    ...(kind === "polyline" ? along : within),
    entry("Crop", "region.crop"),
    entry("Crop, in this viewer", "region.crop", { replace: true }),
    null,
    entry("Remove", "region.remove"),
  ];
}
