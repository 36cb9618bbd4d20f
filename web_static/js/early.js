// @ts-check
// Runs before anything is drawn: the theme, and the nonce of styles made by scripts.
"use strict";

(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  let kept = null;
  try {
    kept = localStorage.getItem("itool-theme");
  } catch {
    // A page in a sandboxed frame has no storage.
  }
  const theme = asked ?? kept;
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset["theme"] = theme;
  }

  // BokehJS styles its shadow roots with <style> elements. The policy of the page takes
  // only those that carry the nonce, so that no other inline style has an effect.
  const link = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[nonce]"));
  const nonce = link ? link.nonce : "";
  const create = Document.prototype.createElement;
  Document.prototype.createElement = /** @type {any} */ (
    /** @this {Document} @param {string} tag @param {any} options */
    function (tag, options) {
      const element = create.call(this, tag, options);
      if (element instanceof HTMLStyleElement) element.nonce = nonce;
      return element;
    }
  );
})();
