// @ts-check
// A form: the fields of an operation as inputs, whatever the operation.

import { h } from "../lib/dom.js";

/** @typedef {() => any} Read */

export class Form {
  /**
   * @param {FieldForm[]} fields
   * @param {() => void} changed
   */
  constructor(fields, changed) {
    /** @type {Map<string, Read>} */
    this._readers = new Map();
    this._changed = changed;
    this.element = h("div", { class: "form" }, ...fields.flatMap((field) => this._row(field)));
  }

  /** What is filled in; what is empty is left out. Numbers are text. */
  values() {
    const found = [...this._readers].map(([name, read]) => [name, read()]);
    return Object.fromEntries(found.filter(([, value]) => value !== null));
  }

  /** @param {FieldForm} field */
  _row(field) {
    const make = /** @type {Record<string, (field: FieldForm) => HTMLElement>} */ ({
      flag: (each) => this._flag(each),
      choice: (each) => this._choice(each),
      choices: (each) => this._choices(each),
      order: (each) => this._places(each),
      pair: (each) => this._places(each),
      row_numbers: (each) => this._rows(each, 1),
      row_texts: (each) => this._rows(each, 1),
      row_ranges: (each) => this._rows(each, 2),
      attrs: (each) => this._lines(each),
    });
    const input = (make[field.type] ?? ((each) => this._text(each)))(field);
    return [h("span", { class: "title" }, field.title), input];
  }

  /** @param {FieldForm} field */
  _text(field) {
    const input = this._input(field.name, field.title, field.value);
    this._readers.set(field.name, () => input.value.trim() || null);
    return h("div", { class: "one" }, input, h("span", { class: "hint" }, field.unit));
  }

  /** @param {FieldForm} field */
  _lines(field) {
    const area = h("textarea", { placeholder: "units = counts\nscans = 3", rows: 4, spellcheck: false, "aria-label": field.title, on: { input: this._changed } });
    area.dataset["field"] = field.name;
    this._readers.set(field.name, () => area.value);
    return area;
  }

  /** @param {FieldForm} field */
  _flag(field) {
    const box = h("input", { type: "checkbox", checked: Boolean(field.value), "aria-label": field.title, on: { change: this._changed } });
    box.dataset["field"] = field.name;
    this._readers.set(field.name, () => box.checked);
    return h("div", { class: "one" }, box);
  }

  /** @param {FieldForm} field */
  _choice(field) {
    const select = this._select(field.name, field, String(field.value), this._changed);
    this._readers.set(field.name, () => (field.is_integer ? Number(select.value) : select.value));
    return select;
  }

  /** @param {FieldForm} field */
  _choices(field) {
    const boxes = field.choices.map(([value, label]) => {
      const box = h("input", { type: "checkbox", checked: field.value.includes(value), on: { change: this._changed } });
      box.dataset["field"] = `${field.name}.${value}`;
      return { value, box, label: h("label", {}, box, label) };
    });
    this._readers.set(field.name, () => boxes.filter(({ box }) => box.checked).map(({ value }) => value));
    if (!boxes.length) return h("span", { class: "hint" }, "There is none.");
    return h("div", { class: "several", role: "group", "aria-label": field.title }, ...boxes.map(({ label }) => label));
  }

  /**
   * A choice for each place; choosing what is elsewhere swaps the two.
   *
   * @param {FieldForm} field
   */
  _places(field) {
    const chosen = [...field.value];
    const selects = chosen.map((value, place) =>
      this._select(`${field.name}.${place}`, field, value, () => {
        const wanted = selects[place]?.value;
        const other = chosen.indexOf(wanted);
        if (other >= 0) {
          chosen[other] = chosen[place];
          const swapped = selects[other];
          if (swapped) swapped.value = chosen[other];
        }
        chosen[place] = wanted;
        this._changed();
      }),
    );
    this._readers.set(field.name, () => [...chosen]);
    return h("div", { class: "several" }, ...selects);
  }

  /**
   * @param {FieldForm} field
   * @param {number} count inputs in a row
   */
  _rows(field, count) {
    const rows = field.rows.map(([name, label, unit]) => {
      const value = field.value[name];
      const texts = Array.from({ length: count }, (_, place) => (count > 1 ? value?.[place] : value));
      const inputs = texts.map((text, place) => {
        const key = `${field.name}.${name}${count > 1 ? `.${place}` : ""}`;
        const what = count > 1 ? ["from", "to"][place] : "";
        return this._input(key, `${field.title}: ${label} ${what}`.trim(), text);
      });
      return { name, inputs, cells: [h("span", { class: "hint" }, label), ...inputs, h("span", { class: "hint" }, unit)] };
    });
    this._readers.set(field.name, () => {
      const found = rows.map(({ name, inputs }) => {
        const texts = inputs.map((input) => input.value.trim() || null);
        return /** @type {[string, any]} */ ([name, texts.some(Boolean) ? (count > 1 ? texts : texts[0]) : null]);
      });
      return Object.fromEntries(found.filter(([, value]) => value !== null));
    });
    return h("div", { class: count > 1 ? "rows two" : "rows" }, ...rows.flatMap(({ cells }) => cells));
  }

  /**
   * @param {string} key
   * @param {string} title
   * @param {any} value
   */
  _input(key, title, value) {
    const text = value === null || value === undefined || (Array.isArray(value) && !value.length) ? "" : String(value);
    const input = h("input", { type: "text", value: text, spellcheck: false, autocomplete: "off", "aria-label": title, on: { input: this._changed } });
    input.dataset["field"] = key;
    return input;
  }

  /**
   * @param {string} key
   * @param {FieldForm} field
   * @param {string} value
   * @param {() => void} act
   */
  _select(key, field, value, act) {
    const options = field.choices.map(([choice, label]) => h("option", { value: choice }, label));
    const select = h("select", { "aria-label": field.title, disabled: !options.length, on: { change: act } }, ...options);
    select.value = value;
    select.dataset["field"] = key;
    return select;
  }
}
