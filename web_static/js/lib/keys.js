// @ts-check
// Keys that are pressed, spelt as itool/model/keys.py spells them.

/** Names of keys in browsers and in Qt. */
const NAMES = /** @type {Record<string, string>} */ ({
  " ": "Space",
  ArrowLeft: "Left",
  ArrowRight: "Right",
  ArrowUp: "Up",
  ArrowDown: "Down",
  Delete: "Del",
  Insert: "Ins",
  Enter: "Return",
  Escape: "Esc",
  PageUp: "PgUp",
  PageDown: "PgDown",
});

/** Keys that mean nothing by themselves, or not yet. */
const INCOMPLETE = new Set(["Control", "Alt", "Shift", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"]);

/**
 * Return the keys of an event, as in "Ctrl+Shift+Z", or "" while only modifiers are held.
 *
 * @param {KeyboardEvent} event
 */
export function keysOf(event) {
  const { key } = event;
  if (INCOMPLETE.has(key)) return "";
  const isCharacter = [...key].length === 1 && key !== " ";
  const isLetter = isCharacter && key.toLowerCase() !== key.toUpperCase();
  // What types a character differs between keyboards: it stands for itself.
  const isComposed = isCharacter && event.getModifierState("AltGraph");
  const parts = [];
  if ((event.ctrlKey || event.metaKey) && !isComposed) parts.push("Ctrl");
  if (event.altKey && !isComposed) parts.push("Alt");
  if (event.shiftKey && (isLetter || !isCharacter)) parts.push("Shift");
  return [...parts, isLetter ? key.toUpperCase() : NAMES[key] ?? key].join("+");
}
