// @ts-check
// Light or dark: what the browser prefers, unless the user chose.

/** @returns {"light" | "dark"} */
export function currentTheme() {
  return getComputedStyle(document.documentElement).colorScheme === "dark" ? "dark" : "light";
}

/** Change to the other theme, and remember it if it is not what the browser prefers. */
export function toggleTheme() {
  const wanted = currentTheme() === "dark" ? "light" : "dark";
  const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if (wanted === preferred) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = wanted;
  try {
    if (wanted === preferred) localStorage.removeItem("itool-theme");
    else localStorage.setItem("itool-theme", wanted);
  } catch {
    // No storage in a sandboxed frame: the choice lasts as long as the page.
  }
  dispatchEvent(new Event("itool-theme"));
}

/**
 * Call back whenever the theme changes: here, in another tab, or in the page around this
 * one (JupyterLab), which tells its own with a message.
 *
 * @param {() => void} changed
 */
export function onTheme(changed) {
  addEventListener("itool-theme", changed);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  addEventListener("storage", (event) => {
    if (event.key !== "itool-theme") return;
    if (event.newValue) document.documentElement.dataset["theme"] = event.newValue;
    else delete document.documentElement.dataset["theme"];
    changed();
  });
  addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== location.origin || event.data?.type !== "itool:theme") return;
    document.documentElement.dataset["theme"] = event.data.theme === "dark" ? "dark" : "light";
    changed();
  });
}
