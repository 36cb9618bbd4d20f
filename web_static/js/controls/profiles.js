// @ts-check
// How curves are normalised, scaled and stacked.

import { h, setValue } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { field, press, section, textButton } from "./fields.js";
import { typedNumber } from "./typed.js";

const NAMES = { none: "as is", mean: "÷ mean", max: "÷ maximum", area: "÷ area" };

export class ProfileControls {
  /** @param {import("./controls.js").Asker} ask */
  constructor(ask) {
    this._norm = h(
      "select",
      {
        "aria-label": "What every curve is divided by",
        title: "What every curve is divided by",
        on: { change: () => ask.run("profile.norm", { norm: this._norm.value }) },
      },
      ...Object.entries(NAMES).map(([value, text]) => h("option", { value }, text)),
    );
    this._log = ask.hint(textButton("Log", "Logarithmic axis of values", () => ask.run("profile.log")), "profile.log");
    this._offset = field("text", "How far each cursor's curve is above the one before", (text) => {
      return ask.call("profile.offset", { offset: typedNumber(text, "an offset") });
    }, "Stack");
    this.element = section(
      "Profiles",
      h("div", { class: "row profiles" }, this._norm, this._log, h("label", { class: "row" }, h("span", { class: "caption" }, "Stack"), this._offset)),
    );
  }

  /** @param {ProfileScale} profile */
  show(profile) {
    this._norm.value = profile.norm;
    press(this._log, profile.log);
    setValue(this._offset, number(profile.offset, 4));
  }
}
