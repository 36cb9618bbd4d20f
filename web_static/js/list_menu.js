// @ts-check
// What can be done in the list of viewers: the commands that are offered, and the menu of rows.

import { copyText } from "./lib/clipboard.js";
import { openMenu } from "./lib/menu.js";
import { toggleTheme } from "./lib/theme.js";
import { report } from "./lib/toast.js";
import { own } from "./offers.js";

/** Commands that need no more than a viewer or two, or nothing. */
const HERE = new Set(["data.load", "data.demo", "viewers.duplicate", "viewers.link", "viewers.unlink", "viewers.promote", "viewers.remove", "viewers.reopen", "viewers.renumber"]);

/**
 * @typedef {object} Acts what the page does itself
 * @property {() => void} rename the viewer that is selected
 * @property {() => void} selectAll
 * @property {() => void} help
 * @property {() => void} change opens the dialog of shortcuts
 */

/**
 * Return all that can be asked for in the list.
 *
 * @param {CommandInfo[]} commands
 * @param {Acts} acts
 * @returns {CommandInfo[]}
 */
export function offeredInList(commands, { rename, selectAll, help, change }) {
  return [
    ...commands.filter((command) => HERE.has(command.name)),
    own("Rename", "Viewers", rename),
    own("Select all", "Viewers", selectAll),
    own("Light or dark theme", "View", toggleTheme),
    own("Keys", "Help", help),
    own("Change shortcuts…", "Help", change),
  ];
}

/**
 * @typedef {object} List
 * @property {(id: string) => Row[]} choose makes sure that a row is selected; returns all that are
 * @property {(row: Row) => string} url
 * @property {(row: Row) => void} rename
 * @property {(command: string) => void} act runs a command on the viewers that are selected
 */

/**
 * Let menus be opened on rows, with the mouse or the key.
 *
 * @param {HTMLElement} root
 * @param {List} list
 */
export function enableRowMenus(root, list) {
  root.addEventListener("contextmenu", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const element = target.closest("tr");
    const id = element?.dataset["viewer"];
    if (!id || target.closest("input[type=text]")) return;
    event.preventDefault();
    const rows = list.choose(id);
    const { left, bottom } = (element.querySelector("a") ?? element).getBoundingClientRect();
    // The key of the menu has no place of its own.
    const isKey = event.button !== 2;
    openMenu("Viewer", entries(rows, list), isKey ? { left, top: bottom } : { left: event.clientX, top: event.clientY });
  });
}

/**
 * @param {Row[]} rows that are selected
 * @param {List} list
 * @returns {(import("./lib/menu.js").Entry | null)[]}
 */
function entries(rows, list) {
  const [row] = rows;
  const one = rows.length === 1 && row;
  const about = one
    ? [
        { title: "Open", act: () => location.assign(list.url(row)) },
        { title: "Open in a new tab", act: () => window.open(list.url(row), "_blank", "noopener") },
        { title: "Copy address", act: () => copyText(new URL(list.url(row), location.href).href).catch(report) },
        null,
        { title: "Rename", act: () => list.rename(row) },
      ]
    : [];
  const command = (/** @type {string} */ title, /** @type {string} */ name) => ({ title, act: () => list.act(name) });
  return [
    ...about,
    command("Duplicate", "viewers.duplicate"),
    ...(rows.length > 1 ? [command("Link", "viewers.link")] : []),
    ...(rows.some((each) => each.link) ? [command("Unlink", "viewers.unlink")] : []),
    ...(rows.some((each) => each.parent) ? [command("Promote", "viewers.promote")] : []),
    null,
    command("Remove", "viewers.remove"),
  ];
}
