// @ts-check
// What a viewer's page lists besides the commands of viewers: gestures, operations, itself.

import { toggleTheme } from "./lib/theme.js";

/** What the mouse does. @type {[string, string][]} */
export const GESTURES = [
  ["Drag a line", "Move the cursor along one dimension"],
  ["Drag a crossing", "Move the cursor along both"],
  ["Ctrl + drag", "Move the active cursor anywhere"],
  ["Shift while dragging", "Move all cursors together"],
  ["Drag", "Pan"],
  ["Wheel", "Zoom; on an axis, zoom that axis"],
  ["Alt + drag", "Zoom to a box"],
  ["Double-click", "View all; on the edge of a region, add a vertex"],
  ["Drag an edge, a handle", "Move a region, or one of its points"],
  ["Drag a dot on a guide", "Turn the guides"],
  ["Right-click", "Menu of a panel or a region; a vertex is removed, as by Del"],
  ["Tab, arrows", "Go to a handle of the active region; move it by a sample, with Shift by ten"],
  ["Enter, Esc", "Finish a region, or stop drawing it"],
  ["Drag the colour bar", "Move its ends or both; wheel zooms, double-click resets"],
  ["Drag a gap", "Share out the room among the panels"],
  ["Arrows", "Nudge the cursor on the panel that has the focus (Tab)"],
  ["Shift + arrows", "Nudge the cursor by one sample"],
  ["Ctrl + Shift + arrows", "Nudge the cursor by ten samples"],
];

/**
 * What the page of a viewer does itself.
 *
 * @typedef {object} Acts
 * @property {(name: string) => void} operate opens the dialog of an operation
 * @property {() => void} save opens the dialog that exports
 * @property {() => void} history
 * @property {() => void} controls shows or hides them
 * @property {() => void} help
 * @property {() => void} change opens the dialog of shortcuts
 */

/**
 * Return all that can be asked for on the page of a viewer.
 *
 * @param {CommandInfo[]} commands
 * @param {OperationEntry[]} operations
 * @param {Acts} acts
 * @returns {CommandInfo[]}
 */
export function offered(commands, operations, { operate, save, history, controls, help, change }) {
  return [
    ...commands.filter(({ target }) => target === "viewer").map((each) => (each.name === "export.save" ? { ...each, act: save } : each)),
    ...operations.map(({ name, title }) => own(`${title}…`, "Operations", () => operate(name), `operation:${name}`)),
    own("History", "Edit", history),
    own("Light or dark theme", "View", toggleTheme),
    own("Show or hide the controls", "View", controls),
    own("Keys and mouse", "Help", help),
    own("Change shortcuts…", "Help", change),
  ];
}

/**
 * Return the starts and stops of all that can be played.
 *
 * @param {Scene | null} scene
 * @param {(command: string, args: object) => void} run
 */
export function plays(scene, run) {
  const moved = (scene?.controls ?? []).filter(({ size }) => size > 1);
  return moved.map(({ dim }) => {
    const isOn = scene?.playing.some((each) => each.dim === dim && each.is_on);
    return own(`${isOn ? "Stop" : "Play"} ${dim}`, "View", () => run("cursor.play", { dim }));
  });
}

/**
 * Return a command of a page itself.
 *
 * @param {string} title
 * @param {string} menu
 * @param {() => void} act
 * @param {string} [name] by which it can have keys
 * @returns {CommandInfo}
 */
export function own(title, menu, act, name = `page:${title}`) {
  return { name, title, target: "manager", menu, shortcut: "", copies: false, act };
}
