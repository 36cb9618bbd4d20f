// @ts-check
// What a viewer's page lists besides the commands of viewers: gestures, operations, itself.

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

/** A command of the page itself: the dialog that changes shortcuts. */
export const CHANGE = "page.shortcuts";

/** Before the names of operations in the list of commands. */
export const OPERATION = "operation:";

/** @type {CommandInfo} */
const OWN = { name: CHANGE, title: "Change shortcuts…", target: "viewer", menu: "Help", shortcut: "", copies: false };

/**
 * Return all that can be asked for on the page of a viewer.
 *
 * @param {CommandInfo[]} commands
 * @param {OperationEntry[]} operations
 */
export function offered(commands, operations) {
  return [...commands.filter((command) => command.target === "viewer"), ...operations.map(asCommand), OWN];
}

/**
 * @param {OperationEntry} entry
 * @returns {CommandInfo}
 */
function asCommand({ name, title }) {
  return { name: OPERATION + name, title: `${title}…`, target: "viewer", menu: "Operations", shortcut: "", copies: false };
}
