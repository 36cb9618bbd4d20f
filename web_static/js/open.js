// @ts-check
// The dialog that opens files: paths as the manager sees them, which may be far away.

import { byId, h } from "./lib/dom.js";

/**
 * Ask for paths until they can be opened or the user gives up.
 *
 * @param {(paths: string[]) => Promise<any>} open
 */
export function openFiles(open) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("open"));
  const paths = h("textarea", { placeholder: "/data/scan_0042.nc", spellcheck: false, "aria-label": "Paths, one a line", required: true });
  const trouble = h("p", { class: "trouble", role: "alert" });
  const go = h("button", { class: "button primary", type: "submit" }, "Open");
  const form = h(
    "form",
    { method: "dialog" },
    h("button", { class: "button", type: "button", on: { click: () => dialog.close() } }, "Cancel"),
    go,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = paths.value.split("\n").map((path) => path.trim()).filter(Boolean);
    if (!wanted.length) return;
    go.disabled = true;
    trouble.textContent = "";
    try {
      await open(wanted);
      dialog.close();
    } catch (error) {
      const { message, hint } = /** @type {any} */ (error);
      trouble.textContent = [message, hint].filter(Boolean).join(" ");
    }
    go.disabled = false;
  });
  paths.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  dialog.replaceChildren(
    h("h2", {}, "Open files"),
    h("p", { class: "hint" }, "netCDF, HDF5 or Zarr, by their path on the manager’s machine, one a line. They are read lazily."),
    paths,
    trouble,
    form,
  );
  dialog.showModal();
  paths.focus();
}
