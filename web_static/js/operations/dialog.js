// @ts-check
// The dialog of an operation: fill it in, see what it would show, carry it out.

import { h, setText } from "../lib/dom.js";
import { Form } from "./form.js";

/** Milliseconds after the last change before a preview is asked for. */
const REST = 250;

const PLACES = /** @type {[string, string][]} */ ([
  ["layer", "As a filter that can be switched off"],
  ["replace", "In this viewer (undo brings the data back)"],
  ["new", "In a new viewer"],
  ["child", "In a new viewer under this one"],
]);

/** @typedef {(command: string, args?: object) => Promise<any>} Call */

/**
 * Open the dialog of an operation.
 *
 * @param {string} name of its form
 * @param {string} viewer id
 * @param {Call} call
 */
export async function openOperation(name, viewer, call) {
  /** @type {OperationForm[]} */
  const forms = await call("operation.list", { viewer });
  const found = forms.find((form) => form.name === name);
  if (found) new OperationDialog(found, viewer, call);
}

/**
 * Open the dialog of a filter, filled in with its parameters, to change them.
 *
 * @param {number} number of the filter
 * @param {string} viewer id
 * @param {Call} call
 */
export async function openFilter(number, viewer, call) {
  new OperationDialog(await call("filter.form", { viewer, number }), viewer, call, number);
}

/**
 * Show how far the work is in the dialog that waits for it.
 *
 * @param {number | null} share 0 to 1, null while it is not known
 */
export function showWork(share) {
  for (const bar of document.querySelectorAll("dialog.operation progress")) {
    if (share === null) bar.removeAttribute("value");
    else bar.setAttribute("value", String(share));
  }
}

export class OperationDialog {
  /**
   * @param {OperationForm} operation
   * @param {string} viewer
   * @param {Call} call
   * @param {number} [number] of the filter whose parameters are changed
   */
  constructor(operation, viewer, call, number) {
    this._kind = operation.kind;
    this._number = number;
    this._viewer = viewer;
    this._call = call;
    this._asked = 0;
    this._seen = 0;
    this.isApplying = false;
    this._timer = 0;
    this._form = new Form(operation.fields, () => this._later());
    this._picture = h("img", { class: "picture", alt: "What the result would look like" });
    this._sizes = h("p", { class: "hint sizes" });
    this._code = h("pre", { class: "code", tabIndex: 0, role: "region", "aria-label": "Code" });
    this._trouble = h("p", { class: "trouble", role: "alert" });
    this._progress = h("progress", { hidden: true, "aria-label": "Progress" });
    const places = PLACES.filter(([place]) => place !== "layer" || operation.is_filter);
    const count = operation.filters === 1 ? "the filter" : `the ${operation.filters} filters`;
    this._filtered = h("input", { type: "checkbox", checked: true, on: { change: () => this._later() } });
    const filtered = h(
      "label",
      { class: "filtered", title: "Else filters stay layers over the result, and can be switched off", hidden: !operation.filters || number !== undefined },
      this._filtered,
      h("span", {}, `Carry out ${count} first`),
    );
    this._place = h("select", { "aria-label": "Show the result" }, ...places.map(([place, text]) => h("option", { value: place }, text)));
    this._place.addEventListener("change", () => this._showPlace());
    this._showPlace();
    this._apply = h("button", { class: "button primary", type: "submit" }, "Apply");
    const form = h(
      "form",
      { class: "foot", method: "dialog" },
      number === undefined ? h("label", {}, h("span", {}, "Show the result"), this._place) : null,
      h("span", { class: "gap" }),
      h("button", { class: "button", type: "button", on: { click: () => this.element.close() } }, "Cancel"),
      this._apply,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._carryOut();
    });
    this.element = h(
      "dialog",
      { class: "operation", "aria-label": operation.title },
      h("h2", {}, operation.title),
      h("p", { class: "hint about" }, operation.about),
      h("div", { class: "body" }, this._form.element, h("div", { class: "seen" }, this._picture, this._sizes, h("h3", {}, "Code"), this._code)),
      filtered,
      this._trouble,
      this._progress,
      form,
    );
    this._form.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) form.requestSubmit();
    });
    this.element.addEventListener("close", () => this._end());
    /** @type {any} */ (this.element).operation = this; // for tests
    document.body.append(this.element);
    this.element.showModal();
    this._preview();
  }

  /** Whether a preview is asked for, or about to be. */
  get isDue() {
    return Boolean(this._timer) || this._seen !== this._asked;
  }

  _later() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._preview(), REST);
  }

  _operation() {
    return { kind: this._kind, ...this._form.values() };
  }

  /** Whether filters come first; another filter always comes after them. */
  get _isFiltered() {
    return this._filtered.checked || this._place.value === "layer";
  }

  _showPlace() {
    this._filtered.disabled = this._place.value === "layer";
    if (!this._filtered.checked) this._later();
  }

  async _preview() {
    const number = ++this._asked;
    this._timer = 0;
    try {
      const at = this._number ?? null;
      const made = await this._call("operation.preview", { viewer: this._viewer, operation: this._operation(), filtered: this._isFiltered, number: at });
      if (number !== this._asked) return;
      this._seen = number;
      this._picture.src = made.image;
      this._picture.hidden = false;
      const sizes = made.dims.map((/** @type {string} */ dim, /** @type {number} */ at) => `${dim}: ${made.shape[at]}`);
      setText(this._sizes, `${sizes.join(" × ")}  ·  ${made.dtype}`);
      setText(this._code, made.code);
      setText(this._trouble, "");
    } catch (error) {
      if (number !== this._asked) return;
      this._seen = number;
      this._picture.hidden = true;
      setText(this._sizes, "");
      // A form that is still empty is no mistake yet.
      this._trouble.classList.toggle("early", number === 1);
      this._say(error);
    }
  }

  async _carryOut() {
    if (this.isApplying) return;
    this._trouble.classList.remove("early");
    // A preview that comes now must not wipe out what applying says.
    clearTimeout(this._timer);
    this._timer = 0;
    this._seen = ++this._asked;
    this._setApplying(true);
    setText(this._trouble, "");
    const operation = this._operation();
    const place = this._place.value;
    try {
      if (this._number !== undefined) await this._call("filter.change", { viewer: this._viewer, number: this._number, operation });
      else if (place === "layer") await this._call("filter.add", { viewer: this._viewer, operation });
      else await this._call("operation.apply", { viewer: this._viewer, operation, place, filtered: this._isFiltered });
      this._setApplying(false);
      this.element.close();
    } catch (error) {
      this._setApplying(false);
      this._say(error);
    }
  }

  /** @param {boolean} isApplying */
  _setApplying(isApplying) {
    this.isApplying = isApplying;
    this._apply.disabled = isApplying;
    this._progress.removeAttribute("value");
    this._progress.hidden = !isApplying;
    setText(this._apply, isApplying ? "Working…" : "Apply");
  }

  /** @param {any} error */
  _say(error) {
    const text = [error?.message ?? error, error?.hint].filter(Boolean).join(" ");
    setText(this._trouble, text.charAt(0).toUpperCase() + text.slice(1));
  }

  _end() {
    clearTimeout(this._timer);
    this._asked++;
    if (this.isApplying) this._call("operation.cancel", { viewer: this._viewer }).catch(() => {});
    this.element.remove();
  }
}
