// @ts-check
// The menus of cursors and regions, on their chips.

import { openMenu } from "../lib/menu.js";
import { aboutRegion } from "../panels/pointer.js";

/** @typedef {import("../panels/pointer.js").Page} Page */

/**
 * Let menus be opened on the chips in `root`.
 *
 * @param {HTMLElement} root
 * @param {Page} page
 */
export function enableChipMenus(root, page) {
  root.addEventListener("contextmenu", (event) => {
    const chip = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-cursor], [data-region]"));
    const scene = page.scene;
    if (!chip || !scene) return;
    event.preventDefault();
    const { left, bottom } = chip.getBoundingClientRect();
    const place = { left, top: bottom + 2 };
    const cursor = scene.cursors.find((each) => each.id === chip.dataset["cursor"]);
    const region = scene.regions.find((each) => each.id === chip.dataset["region"]);
    if (cursor) openMenu("Cursor", aboutCursor(cursor, scene.cursors.length === 1, page), place);
    else if (region) openMenu("Region", aboutRegion(region, page), place);
  });
}

/**
 * @param {CursorControl} cursor
 * @param {boolean} isAlone
 * @param {Page} page
 * @returns {import("../lib/menu.js").Entry[]}
 */
function aboutCursor({ id, visible, color }, isAlone, page) {
  const run = (/** @type {string} */ command, args = {}) => page.run(command, { cursor: id, ...args });
  const entries = [
    { title: visible ? "Hide" : "Show", act: () => run("cursor.show", { visible: !visible }) },
    { title: "Colour…", act: () => pickColor(color, (picked) => run("cursor.color", { color: picked })) },
    { title: "Centre", act: () => run("cursor.center") },
  ];
  return isAlone ? entries : [...entries, { title: "Remove", act: () => run("cursor.remove") }];
}

/**
 * Open the browser's own dialog of colours.
 *
 * @param {string} color
 * @param {(color: string) => void} take
 */
function pickColor(color, take) {
  const input = document.createElement("input");
  input.type = "color";
  input.value = color;
  input.addEventListener("change", () => take(input.value));
  input.click();
}
