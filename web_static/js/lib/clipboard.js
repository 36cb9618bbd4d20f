// @ts-check
// Text on the clipboard, also on pages that browsers do not call secure.

import { h } from "./dom.js";

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page under http on another host has no clipboard of its own.
    const area = h("textarea", { value: text, style: { position: "fixed", opacity: "0" } });
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    if (!isDone) throw new Error("This browser does not let the page copy.");
  }
}
