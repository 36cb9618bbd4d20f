// @ts-check
// The controls beside the panels: shown where there is room, else over the panels on demand.

/** Width of the window in pixels below which the controls give way to the panels. */
const ROOM = 720;
const KEY = "itool-controls";

export class Sidebar {
  constructor() {
    this._tight = matchMedia(`(max-width: ${ROOM}px)`);
    this._isWanted = read() !== "hidden";
    this._isOver = false;
    this._tight.addEventListener("change", () => {
      this._isOver = false;
      this._apply();
    });
    this._apply();
  }

  /** Show or hide the controls; remembered where there is room for both. */
  toggle() {
    if (this._tight.matches) this._isOver = !this._isOver;
    else {
      this._isWanted = !this._isWanted;
      write(this._isWanted ? "" : "hidden");
    }
    this._apply();
  }

  _apply() {
    const isTight = this._tight.matches;
    document.body.classList.toggle("narrow", isTight || !this._isWanted);
    document.body.classList.toggle("over", isTight && this._isOver);
  }
}

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // no storage in a sandboxed frame
  }
}

/** @param {string} value */
function write(value) {
  try {
    if (value) localStorage.setItem(KEY, value);
    else localStorage.removeItem(KEY);
  } catch {
    // The choice lasts as long as the page.
  }
}
