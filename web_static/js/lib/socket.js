// @ts-check
// The page's end of a session: one WebSocket that comes back by itself.

/** Seconds to wait before each new attempt. */
const BACK_OFF = [0.3, 0.6, 1, 2, 4, 8];

/** Answers of which the quickest tells how far away the manager is. */
const SAMPLE = 16;
/** Milliseconds of distance that one more message on the way makes up for. */
const STRIDE = 20;
/** Milliseconds after an answer in which a call's picture is waited for. */
const GRACE = 120;

/** @typedef {"open" | "retrying" | "refused" | "closed"} Status */

/**
 * @typedef {object} Listener
 * @property {(message: any) => void} text
 * @property {(update: Update) => void} [update]
 * @property {(status: Status, detail: string) => void} status
 */

/**
 * Calls of one kind: those under way, the next one, and the id of the last.
 *
 * @typedef {object} Line
 * @property {Set<number>} inFlight
 * @property {{command: string, args: object, stamp: number | undefined} | null} next
 * @property {number} id
 */

/** A command that failed. */
export class CallFailed extends Error {
  /** @param {Trouble} trouble */
  constructor(trouble) {
    super(trouble.message);
    this.code = trouble.code;
    this.hint = trouble.hint;
  }
}

export class Socket {
  /**
   * @param {string} path relative URL of the session
   * @param {Listener} listener
   */
  constructor(path, listener) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    url.search = url.hash = "";
    this._url = url.href;
    this._listener = listener;
    this._attempts = 0;
    this._isOver = false;
    this._lastCall = 0;
    /** Number of an update that is drawn and not acknowledged. */
    this._unsaid = 0;
    /** @type {WebSocket | null} */
    this._ws = null;
    /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void, since: number}>} */
    this._waiting = new Map();
    /** How long the last answers took. @type {number[]} */
    this._waits = [];
    /** @type {Map<string, Line>} */
    this._newest = new Map();
    /** When the events happened that calls were made for, by call. @type {Map<number, number>} */
    this.stamps = new Map();
    /** @type {number | undefined} */
    this._timer = undefined;
    addEventListener("online", () => this._retryNow());
    document.addEventListener("visibilitychange", () => this._retryNow());
    this._open();
  }

  get isOpen() {
    return this._ws?.readyState === WebSocket.OPEN;
  }

  /**
   * How many messages may be on the way, in either direction: two where the manager is
   * near, up to four over a tunnel.
   */
  get window() {
    const distance = Math.min(...this._waits, 1000);
    return this._waits.length < SAMPLE ? 2 : Math.min(4, 2 + Math.floor(distance / STRIDE));
  }

  /** Whether every call was answered. */
  get isQuiet() {
    return !this._waiting.size && [...this._newest.values()].every((line) => !line.next && !line.inFlight.size);
  }

  /**
   * Run a command; the promise is rejected with `CallFailed` if it fails. What waits to be
   * sent with `newest` goes first, so that commands are carried out as they were given.
   *
   * @param {string} command
   * @param {object} args
   * @returns {Promise<any>}
   */
  call(command, args = {}) {
    for (const line of this._newest.values()) this._advance(line, true);
    return this._call(command, args)[1];
  }

  /**
   * Run a command of which only the newest matters: while a few are under way, the next
   * one waits, and is replaced by a newer one. A call is under way until a picture shows
   * what it did, so that the manager never works for a page that does not keep up.
   *
   * @param {string} key what the calls have in common
   * @param {string} command
   * @param {object} args
   * @param {number} [stamp] when the event happened, for measuring
   */
  newest(key, command, args, stamp) {
    let line = this._newest.get(key);
    if (!line) this._newest.set(key, (line = { inFlight: new Set(), next: null, id: 0 }));
    line.next = { command, args, stamp };
    this._advance(line);
  }

  /**
   * Return the id of the last call sent with `newest`, and whether one waits.
   *
   * @param {string} key
   */
  progress(key) {
    const line = this._newest.get(key);
    return { id: line?.id ?? 0, isWaiting: Boolean(line?.next) };
  }

  /**
   * Whether a call sent with `newest` is under way.
   *
   * @param {string} key
   */
  isBusy(key) {
    return Boolean(this._newest.get(key)?.inFlight.size);
  }

  /** @param {object} message */
  send(message) {
    if (this.isOpen) this._ws?.send(JSON.stringify(message));
  }

  /** End the conversation for good. */
  close() {
    this._isOver = true;
    clearTimeout(this._timer);
    this._ws?.close();
  }

  /**
   * @param {string} command
   * @param {object} args
   * @returns {[number, Promise<any>]}
   */
  _call(command, args) {
    const id = ++this._lastCall;
    const promise = new Promise((resolve, reject) => {
      if (!this.isOpen) {
        reject(new CallFailed({ code: "offline", message: "The manager cannot be reached at the moment.", hint: "" }));
        return;
      }
      this._waiting.set(id, { resolve, reject, since: performance.now() });
      const ack = this._unsaid ? { ack: this._unsaid } : {};
      this._unsaid = 0;
      this.send({ t: "call", id, command, args, ...ack });
    });
    return [id, promise];
  }

  /**
   * Note that a picture shows what was done by all calls up to `call`, and acknowledge its
   * update: with the next call if one waited for this, for each message costs.
   *
   * @param {number} call
   * @param {number} update number of the update
   */
  shown(call, update) {
    this._unsaid = update;
    for (const line of this._newest.values()) {
      for (const id of line.inFlight) if (id <= call) line.inFlight.delete(id);
      this._advance(line);
    }
    if (this._unsaid) this.send({ t: "ack", n: this._unsaid });
    this._unsaid = 0;
  }

  /**
   * @param {Line} line
   * @param {boolean} [now] whether to send however many are under way
   */
  _advance(line, now = false) {
    if (!line.next || (!now && line.inFlight.size >= this.window)) return;
    const { command, args, stamp } = line.next;
    line.next = null;
    const [id, promise] = this._call(command, args);
    line.id = id;
    line.inFlight.add(id);
    if (stamp !== undefined) this.stamps.set(id, stamp);
    const done = () => {
      line.inFlight.delete(id);
      this._advance(line);
    };
    // What changed nothing is never shown.
    promise.then(
      () => setTimeout(done, GRACE),
      (error) => {
        done();
        if (error.code !== "offline") this._listener.text({ ...error, t: "fault", id: null, message: error.message });
      },
    );
  }

  _open() {
    const ws = new WebSocket(this._url);
    ws.binaryType = "arraybuffer";
    this._ws = ws;
    let wasOpen = false;
    ws.onopen = () => {
      wasOpen = true;
      this._attempts = 0;
      this._listener.status("open", "");
    };
    ws.onmessage = (event) => this._receive(event.data);
    ws.onclose = () => {
      this._failAll();
      if (!this._isOver) this._retryLater(wasOpen);
    };
  }

  /** @param {string | ArrayBuffer} data */
  _receive(data) {
    if (typeof data !== "string") {
      this._listener.update?.(decode(data));
      return;
    }
    const message = JSON.parse(data);
    const waiting = this._waiting.get(message.id);
    if (waiting && (message.t === "reply" || message.t === "fault")) {
      this._waiting.delete(message.id);
      this._waits = [...this._waits.slice(1 - SAMPLE), performance.now() - waiting.since];
      if (message.t === "reply") waiting.resolve(message.result);
      else waiting.reject(new CallFailed(message));
      return;
    }
    if (message.t === "closed") {
      this._isOver = true;
      this._listener.status("closed", message.message);
    }
    this._listener.text(message);
  }

  _failAll() {
    for (const { reject } of this._waiting.values()) {
      reject(new CallFailed({ code: "offline", message: "The connection to the manager broke.", hint: "" }));
    }
    this._waiting.clear();
  }

  /** @param {boolean} wasOpen */
  async _retryLater(wasOpen) {
    const wait = BACK_OFF[Math.min(this._attempts++, BACK_OFF.length - 1)] ?? 8;
    this._listener.status("retrying", "");
    if (!wasOpen && (await isRefused())) {
      this._listener.status("refused", "");
    }
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._open(), wait * 1000 * (0.8 + 0.4 * Math.random()));
  }

  _retryNow() {
    if (!this._isOver && !document.hidden && this._ws?.readyState === WebSocket.CLOSED) {
      clearTimeout(this._timer);
      this._open();
    }
  }
}

/**
 * Read a binary message: uint32 length of a JSON header, the header, aligned buffers.
 *
 * @param {ArrayBuffer} message
 * @returns {Update}
 */
export function decode(message) {
  const length = new DataView(message).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, length)));
  const start = 4 + length;
  const arrays = head.buffers.map((/** @type {[string, number, number]} */ [dtype, offset, count]) => {
    if (dtype === "uint8") return new Uint8Array(message, start + offset, count);
    if (dtype === "float32") return new Float32Array(message, start + offset, count);
    return new Float64Array(message, start + offset, count);
  });
  return { head, arrays };
}

/** Whether a server answers here that does not know this browser (any more). */
async function isRefused() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    return answer.status === 403;
  } catch {
    return false;
  }
}
