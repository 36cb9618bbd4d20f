// @ts-check
// Short messages that go away by themselves.

import { h } from "./dom.js";

const SECONDS = 8;

/**
 * Show a message at the edge of the page.
 *
 * @param {string} message
 * @param {string} [hint] the next step
 */
export function toast(message, hint = "") {
  let box = document.querySelector(".toasts");
  if (!box) {
    box = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    document.body.append(box);
  }
  const same = [...box.children].find((child) => child.firstElementChild?.firstChild?.textContent === message);
  same?.remove();
  const close = h("button", { class: "button icon-only", type: "button", "aria-label": "Dismiss", on: { click: () => note.remove() } }, "×");
  const note = h("div", { class: "toast" }, h("p", {}, h("span", {}, message), hint ? h("span", { class: "hint" }, ` ${hint}`) : null), close);
  box.append(note);
  setTimeout(() => note.remove(), SECONDS * 1000);
}

/** Take all messages away, because what they were about is over. */
export function clearToasts() {
  document.querySelector(".toasts")?.replaceChildren();
}

/**
 * Show why a command failed.
 *
 * @param {any} error
 */
export function report(error) {
  toast(error?.message ?? String(error), error?.hint ?? "");
}
