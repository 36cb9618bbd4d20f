// @ts-check
// The dialog of what is visible along both axes of a panel.

import { h } from "../lib/dom.js";

/**
 * What the command `view.ranges` answers for one axis.
 *
 * @typedef {object} Range
 * @property {string} dim
 * @property {string} caption
 * @property {boolean} is_value
 * @property {number[]} ends
 * @property {string[]} texts
 */

/** @typedef {{call: (command: string, args?: object) => Promise<any>}} Socket */

/**
 * Ask what is to be visible of a panel.
 *
 * @param {string} panel
 * @param {Socket} socket
 */
export async function askRange(panel, socket) {
  /** @type {Range[]} */
  const ranges = await socket.call("view.ranges", { panel });
  const rows = ranges.map((range) => ({ range, fields: [field(range, 0), field(range, 1)] }));
  const trouble = h("p", { class: "trouble", role: "alert" });
  const button = (/** @type {string} */ text, /** @type {() => void} */ act, title = "") =>
    h("button", { class: "button", type: "button", title, on: { click: act } }, text);
  const form = h(
    "form",
    { method: "dialog" },
    button("Show all", () => ask(rows.map(({ range }) => [range, null])), "All samples along these axes, and all of every curve"),
    button("Cancel", () => dialog.close()),
    h("button", { class: "button primary", type: "submit" }, "Apply"),
  );
  const table = rows.map(({ range, fields: [low, high] }) =>
    h("div", { class: "range" }, h("span", { class: "caption" }, range.caption), low, h("span", {}, "to"), high),
  );
  const body = h("div", { class: "ranges" }, ...table, trouble);
  const dialog = h("dialog", { class: "visible-range", "aria-label": "Visible range" }, h("h2", {}, "Visible range"), body, form);

  const ask = async (/** @type {[Range, (string | number | undefined)[] | null][]} */ wanted) => {
    /** @type {Map<string, Record<string, unknown>>} */
    const calls = new Map();
    for (const [{ dim, is_value }, ends] of wanted) {
      const command = is_value ? "profile.limits" : "view.limits";
      calls.set(command, { ...calls.get(command), [dim]: ends });
    }
    trouble.textContent = "";
    try {
      await Promise.all([...calls].map(([command, limits]) => socket.call(command, { limits })));
      dialog.close();
    } catch (error) {
      const { message, hint } = /** @type {any} */ (error);
      trouble.textContent = [message, hint].filter(Boolean).join(" ");
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const changed = rows.flatMap(({ range, fields }) => typed(range, fields.map((each) => each.value.trim())));
    ask(changed);
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter") form.requestSubmit();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {Range} range
 * @param {number} side
 */
function field({ caption, is_value, texts }, side) {
  return h("input", {
    type: "text",
    class: "field",
    value: texts[side] ?? "",
    placeholder: is_value ? "fits" : "all",
    spellcheck: false,
    autocomplete: "off",
    "aria-label": `${caption} ${side ? "to" : "from"}`,
  });
}

/**
 * Return what a user typed for an axis, if anything. What was not typed is not rounded to
 * its text; blank fields show all.
 *
 * @param {Range} range
 * @param {string[]} texts
 * @returns {[Range, (string | number | undefined)[] | null][]}
 */
function typed(range, texts) {
  const before = [range.texts[0] ?? "", range.texts[1] ?? ""];
  if (`${texts}` === `${before}`) return [];
  const ends = texts.map((text, side) => (text === before[side] && text ? range.ends[side] : text));
  return [[range, texts.some(Boolean) ? ends : null]];
}
