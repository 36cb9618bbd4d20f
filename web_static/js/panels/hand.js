// @ts-check
// What a hand holds: while a line is dragged or a range panned, the page shows where the
// hand is, not the older state that is still on its way from the manager.

/** Milliseconds after which the manager's state counts whatever was not answered. */
const PATIENCE = 1000;
/** Milliseconds without a change after which a pan or zoom is over. */
const PAUSE = 350;
/** Milliseconds that a line waits for the next picture where frames are dear. */
const WAIT = 40;

export class Hand {
  /**
   * @param {import("./grid.js").Grid} grid
   * @param {import("../lib/socket.js").Socket} socket
   * @param {() => boolean} isDear whether a frame takes this browser long
   */
  constructor(grid, socket, isDear) {
    this._grid = grid;
    this._socket = socket;
    this._isDragging = false;
    this._isDear = isDear;
    /** @type {number | undefined} */
    this._waiting = undefined;
    /** Names of the calls that the held lines and ranges wait for. @type {Map<string, string>} */
    this._lines = new Map();
    /** @type {Map<string, string>} */
    this._spans = new Map();
    /** Dimensions of profiles whose visible values are being changed. @type {Set<string>} */
    this._values = new Set();
    this._letGo = 0;
    /** @type {number | undefined} */
    this._timer = undefined;
  }

  /** Whether nothing is held. */
  get isEmpty() {
    return !this._lines.size && !this._spans.size && !this._values.size;
  }

  /**
   * A line was dragged.
   *
   * @param {string} cursor
   * @param {Record<string, number>} positions
   * @param {number} stamp
   * @param {boolean} together whether all cursors go with it
   */
  move(cursor, positions, stamp, together) {
    this._isDragging = true;
    /** @type {Record<string, number>} */
    const point = {};
    /** @type {Record<string, number>} */
    const index = {};
    for (const [dim, position] of Object.entries(positions)) {
      const isRuler = this._axis(dim)?.ruler.length;
      if (isRuler) index[dim] = Math.round(position);
      else point[dim] = position;
      this._grid.held.set(`${cursor}/${dim}`, position);
      this._lines.set(`${cursor}/${dim}`, `${isRuler ? "place" : "move"} ${cursor}`);
    }
    // Where frames are dear a line comes with the next picture rather than instead of it.
    const isSoon = this._isDear() && this._socket.isBusy(`move ${cursor}`);
    if (!isSoon) this._grid.moveMarks();
    else this._waiting ??= setTimeout(() => this.showLines(), WAIT);
    if (Object.keys(point).length) this._socket.newest(`move ${cursor}`, "cursor.move", { cursor, point, together }, stamp);
    if (Object.keys(index).length) this._socket.newest(`place ${cursor}`, "cursor.place", { cursor, index, together }, stamp);
  }

  /** Draw lines that waited for a picture. */
  showLines() {
    if (this._waiting === undefined) return;
    clearTimeout(this._waiting);
    this._waiting = undefined;
    this._grid.moveMarks();
  }

  /** The drag ended. */
  end() {
    this._isDragging = false;
    this.showLines();
    this._letGo = performance.now();
    this._pause();
    setTimeout(() => this.settle(Infinity), PATIENCE);
  }

  /**
   * The user panned or zoomed.
   *
   * @param {string} dim
   * @param {[number, number]} limits
   */
  range(dim, limits) {
    this._grid.ranging.add(dim);
    this._spans.set(dim, "limits");
    this._limits = { ...this._limits, [dim]: limits };
    this._socket.newest("limits", "view.limits", { limits: this._limits });
    this._rest();
  }

  /**
   * The user chose the visible values of the profile along a dimension, or to fit its curves.
   *
   * @param {string} dim
   * @param {[number, number] | null} limits
   */
  value(dim, limits) {
    this._values.add(dim);
    this._socket.newest(`values ${dim}`, "profile.limits", { limits: { [dim]: limits } });
    this._rest();
  }

  /** Let the next pan or zoom be undone by itself, after a while without a change. */
  _rest() {
    this._letGo = performance.now();
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      this._limits = {};
      this._pause();
      setTimeout(() => this.settle(Infinity), PATIENCE);
    }, PAUSE);
  }

  /** @type {Record<string, [number, number]>} */
  _limits = {};

  /**
   * Let go of what the manager has caught up with.
   *
   * @param {number} call id of the last call that the present scene shows
   */
  settle(call) {
    if (this._isDragging) return;
    const isLate = performance.now() - this._letGo >= PATIENCE - 50;
    const isDone = (/** @type {string} */ name) => {
      const { id, isWaiting } = this._socket.progress(name);
      return (call === Infinity && isLate) || (!isWaiting && call >= id);
    };
    let hasChanged = false;
    for (const [key, name] of this._lines) {
      if (!isDone(name)) continue;
      this._lines.delete(key);
      this._grid.held.delete(key);
      hasChanged = true;
    }
    if (hasChanged) this._grid.moveMarks();
    for (const dim of this._values) {
      if (!isDone(`values ${dim}`)) continue;
      this._values.delete(dim);
      this._grid.releaseValues(dim);
    }
    if (Object.keys(this._limits).length) return;
    hasChanged = false;
    for (const [dim, name] of this._spans) {
      if (!isDone(name)) continue;
      this._spans.delete(dim);
      this._grid.ranging.delete(dim);
      hasChanged = true;
    }
    if (hasChanged) this._grid.release();
  }

  /** @param {string} dim */
  _axis(dim) {
    for (const panel of this._grid.scene?.panels ?? []) {
      if (panel.x.dim === dim) return panel.x;
      if (panel.y.dim === dim) return panel.y;
    }
    return undefined;
  }

  /** Let the next change be undone by itself. */
  _pause() {
    this._socket.call("edit.pause").catch(() => undefined);
  }
}
