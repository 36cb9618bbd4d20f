// @ts-check
// The command palette: any command, by a part of its name.

import { h } from "./lib/dom.js";
import { isHere, keycaps } from "./shortcuts.js";

/**
 * Let Ctrl+Shift+P open a list of commands to type in.
 *
 * @param {() => CommandInfo[]} commands
 * @param {(command: CommandInfo) => void} run
 * @returns {() => void} opens the palette
 */
export function enablePalette(commands, run) {
  const open = () => openPalette(commands().filter((command) => command.menu && isHere(command)), run);
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) open();
  });
  return open;
}

/**
 * @param {CommandInfo[]} commands
 * @param {(command: CommandInfo) => void} run
 */
function openPalette(commands, run) {
  let at = 0;
  /** @type {CommandInfo[]} */
  let found = commands;
  const list = h("ul", { role: "listbox", id: "palette-list", "aria-label": "Commands" });
  const input = h("input", {
    type: "text",
    placeholder: "Type a command",
    autocomplete: "off",
    spellcheck: false,
    role: "combobox",
    "aria-label": "Command",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
  });
  const dialog = h("dialog", { class: "palette", "aria-label": "Command palette" }, input, list);
  const finish = (/** @type {CommandInfo | undefined} */ command) => {
    dialog.close();
    if (command) run(command);
  };
  const draw = () => {
    list.replaceChildren(
      ...found.map((command, i) =>
        h(
          "li",
          { role: "option", id: `palette-${i}`, "aria-selected": String(i === at), on: { click: () => finish(command) } },
          h("span", { class: "menu" }, command.menu),
          " ", // to be read as words
          h("span", { class: "name" }, command.title),
          " ",
          h("span", { class: "keys" }, ...keycaps(command.shortcut)),
        ),
      ),
      ...(found.length ? [] : [h("li", { class: "hint" }, "No such command")]),
    );
    input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    found = matching(commands, input.value);
    at = 0;
    draw();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      at = (at + step + found.length) % found.length;
      draw();
    } else if (event.key === "Enter") finish(found[at]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  draw();
  dialog.showModal();
}

/**
 * Return the commands that have every word of `text`, those that begin with it first.
 *
 * @param {CommandInfo[]} commands
 * @param {string} text
 */
export function matching(commands, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (/** @type {CommandInfo} */ command) => (command.title.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return commands
    .filter((command) => words.every((word) => `${command.menu} ${command.title} ${command.name}`.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b));
}
