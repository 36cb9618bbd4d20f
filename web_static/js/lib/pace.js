// @ts-check
// Doing something at most so often.

export class Pace {
  /**
   * @param {number} ms between two times
   * @param {() => void} act
   */
  constructor(ms, act) {
    this._ms = ms;
    this._act = act;
    this._last = -Infinity;
    /** @type {number | undefined} */
    this._timer = undefined;
  }

  /** Whether something is still to be done. */
  get isDue() {
    return this._timer !== undefined;
  }

  /** Do it now, or as soon as the time is up. */
  ask() {
    if (this.isDue) return;
    const wait = this._last + this._ms - performance.now();
    if (wait <= 0) this._run();
    else this._timer = setTimeout(() => this._run(), wait);
  }

  _run() {
    this._timer = undefined;
    this._last = performance.now();
    this._act();
  }
}
