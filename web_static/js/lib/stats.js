// @ts-check
// Figures for benchmarks: how often the page is painted, and how long after the hand moved.

export class Stats {
  constructor() {
    this.moves = 0;
    this.frames = 0;
    this.painted = 0;
    this.bytes = 0;
    /** Milliseconds from drawing to display, averaged over the last few times. */
    this.cost = 0;
    /** @type {number[]} milliseconds from an event to the picture that shows it */
    this.lat = [];
    /** @type {number[]} milliseconds of work per picture */
    this.apply = [];
    this._channel = new MessageChannel();
    /** @type {(() => void)[]} */
    this._after = [];
    this._channel.port1.onmessage = () => this._after.shift()?.();
  }

  reset() {
    this.moves = this.frames = this.painted = this.bytes = 0;
    this.lat = [];
    this.apply = [];
  }

  /**
   * Note the time when the present frame is on screen: the first task after it.
   *
   * @param {number} call the last call that the frame shows
   * @param {Map<number, number>} stamps when the events of calls happened; shown ones are removed
   */
  paint(call, stamps) {
    let newest = 0;
    for (const id of stamps.keys()) if (id <= call && id > newest) newest = id;
    const stamp = stamps.get(newest);
    const drawn = performance.now();
    for (const id of stamps.keys()) if (id <= call) stamps.delete(id);
    this._after.push(() => {
      this.painted++;
      this.cost += 0.2 * (performance.now() - drawn - this.cost);
      if (stamp !== undefined) this.lat.push(performance.now() - stamp);
      if (this.lat.length > 10000) this.lat.splice(0, 5000);
      if (this.apply.length > 10000) this.apply.splice(0, 5000);
    });
    this._channel.port2.postMessage(0);
  }
}
