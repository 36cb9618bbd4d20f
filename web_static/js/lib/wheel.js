// @ts-check
// The wheel, notch by notch: of several that come while it is busy, a browser makes one event.

/** Pixels, or lines, that a notch is long. */
const PIXELS = 120;
const LINES = 3;

/**
 * Return how far a wheel was turned away from the user, in notches.
 *
 * @param {WheelEvent} event
 */
export function notches({ deltaY, deltaMode }) {
  return -deltaY / (deltaMode ? LINES : PIXELS);
}

/**
 * Let the wheel step an input that has the focus; one that has none lets the page scroll.
 *
 * @param {HTMLInputElement} input of numbers
 * @param {() => void} act the input has another value
 * @param {number} [steps] for each notch
 */
export function stepByWheel(input, act, steps = 1) {
  let rest = 0;
  const turned = (/** @type {WheelEvent} */ event) => {
    if (document.activeElement !== input || input.disabled || event.ctrlKey) return;
    event.preventDefault();
    const by = notches(event) * steps;
    rest = rest * by < 0 ? by : rest + by;
    const whole = Math.trunc(rest);
    if (!whole) return;
    rest -= whole;
    const before = input.value;
    input.stepUp(whole);
    if (input.value !== before) act();
  };
  input.addEventListener("wheel", turned, { passive: false });
}

/**
 * Give what is in `root` turns of more than a notch one notch after the other.
 *
 * @param {HTMLElement} root
 * @param {(target: HTMLElement) => boolean} isMeant
 */
export function splitTurns(root, isMeant) {
  const split = (/** @type {WheelEvent} */ event) => {
    const count = Math.ceil(Math.abs(notches(event)) - 1e-9);
    if (!event.isTrusted || event.defaultPrevented || count < 2 || !isMeant(/** @type {HTMLElement} */ (event.target))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const [target] = event.composedPath(); // BokehJS listens where nobody sees it
    const { clientX, clientY, screenX, screenY, deltaMode, ctrlKey, shiftKey, altKey, metaKey } = event;
    const part = { clientX, clientY, screenX, screenY, deltaMode, ctrlKey, shiftKey, altKey, metaKey, deltaY: event.deltaY / count };
    for (let at = 0; at < count; at++) target?.dispatchEvent(new WheelEvent("wheel", { ...part, bubbles: true, cancelable: true, composed: true }));
  };
  root.addEventListener("wheel", split, { capture: true, passive: false });
}
