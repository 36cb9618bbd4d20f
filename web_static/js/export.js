// @ts-check
// The dialog that saves what is on screen, or the samples behind it, as a file.

import { h } from "./lib/dom.js";
import { currentTheme } from "./lib/theme.js";

/** @type {[string, string][]} */
const PICTURES = [
  ["png", "PNG picture"],
  ["svg", "SVG vector picture"],
  ["pdf", "PDF document"],
];
/** @type {[string, string][]} */
const TABLES = [
  ["nc", "netCDF"],
  ["h5", "HDF5"],
  ["zarr.zip", "Zarr, zipped"],
  ["csv", "CSV table"],
  ["npy", "numpy"],
];

/**
 * Open the dialog.
 *
 * @param {Scene} scene
 * @param {(command: string, args?: object) => Promise<any>} call
 * @param {(error: any) => void} report
 * @param {string} [panel] id of the panel that is meant, "" for all
 */
export function openExport(scene, call, report, panel = "") {
  const formats = select("Format", [...PICTURES, ...TABLES]);
  const what = select("What", []);
  const offer = () => {
    const isPicture = PICTURES.some(([format]) => format === formats.value);
    const chosen = what.value;
    const panels = scene.panels.map((panel) => /** @type {[string, string]} */ ([panel.id, `Panel ${panel.id}`]));
    /** @type {[string, string][]} */
    const choices = isPicture
      ? [["", "All panels"], ...panels]
      : [["", "The whole array"], ["visible", "What is in the visible ranges"], ...panels];
    what.replaceChildren(...choices.map(([value, text]) => h("option", { value }, text)));
    if (choices.some(([value]) => value === chosen)) what.value = chosen;
    copy.disabled = formats.value !== "png";
  };
  const make = () => drawn(call, formats.value, what.value);
  const busy = (/** @type {() => Promise<void>} */ work) => async () => {
    dialog.classList.add("busy");
    try {
      await work();
      dialog.close();
    } catch (error) {
      dialog.close();
      report(error);
    }
  };
  const save = h("button", { type: "button", class: "button primary", on: { click: busy(async () => download(await make())) } }, "Download");
  const copy = h(
    "button",
    {
      type: "button",
      class: "button",
      title: "Put the PNG picture on the clipboard",
      on: {
        click: busy(async () => {
          await toClipboard((await make()).blob);
        }),
      },
    },
    "Copy",
  );
  const cancel = h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, "Cancel");
  const dialog = h(
    "dialog",
    { class: "export", "aria-label": "Export" },
    h("h2", {}, "Export"),
    h("label", { class: "row" }, h("span", { class: "caption" }, "Format"), formats),
    h("label", { class: "row" }, h("span", { class: "caption" }, "What"), what),
    h("div", { class: "row actions" }, cancel, copy, save),
  );
  formats.addEventListener("change", offer);
  dialog.addEventListener("close", () => dialog.remove());
  offer();
  what.value = panel;
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Put the picture of a panel on the clipboard.
 *
 * @param {string} panel
 * @param {{call: (command: string, args?: object) => Promise<any>}} socket
 */
export async function copyPicture(panel, socket) {
  await toClipboard((await drawn((command, args) => socket.call(command, args), "png", panel)).blob);
}

/**
 * @param {(command: string, args?: object) => Promise<any>} call
 * @param {string} format
 * @param {string} what
 */
async function drawn(call, format, what) {
  const { name, kind, data } = await call("export.file", { format, what, theme: currentTheme() });
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  return { name, blob: new Blob([bytes], { type: kind }) };
}

/** @param {Blob} blob */
async function toClipboard(blob) {
  await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
}

/** @param {{name: string, blob: Blob}} file */
function download({ name, blob }) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/**
 * @param {string} title
 * @param {[string, string][]} choices
 */
function select(title, choices) {
  return h("select", { "aria-label": title }, ...choices.map(([value, text]) => h("option", { value }, text)));
}
