// @ts-check
// Doing something at most so often.

/**
 * Milliseconds by which a timer is late. While pictures come one after the other, each asks:
 * the one that finds the time up does it in its own frame, so that the timer makes none.
 */
const SPARE = 60;

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

  /** Do it now, or soon after the time is up. */
  ask() {
    const wait = this._last + this._ms - performance.now();
    if (wait <= 0) this._run();
    else this._timer ??= setTimeout(() => this._run(), wait + SPARE);
  }

  _run() {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._last = performance.now();
    this._act();
  }
}
