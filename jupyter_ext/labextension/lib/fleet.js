// @ts-check
/** The live managers, as the server extension tells of them. */

/**
 * @typedef {import('./types').Lab} Lab
 * @typedef {import('./types').Manager} Manager
 * @typedef {import('./types').Row} Row
 */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** A request that the server extension or a manager refused; the text is for users. */
export class Refusal extends Error {}

/**
 * The list of live managers. It is pushed by the server; a `changed` event follows every
 * change of `managers` or `problem`.
 */
export class Fleet extends EventTarget {
  /** @param {Lab} lab */
  constructor(lab) {
    super();
    this.lab = lab;
    /** @type {Manager[] | null} Null until the server has told. */
    this.managers = null;
    /** Why `managers` is not up to date; empty if it is. */
    this.problem = '';
    this.wait = FIRST_WAIT;
    this.last = '';
  }

  /** Follow the server's list from now on, through losses of the connection. */
  connect() {
    const { lab } = this;
    const settings = lab.settings();
    const query =
      settings.appendToken && settings.token ? `?token=${encodeURIComponent(settings.token)}` : '';
    const socket = new WebSocket(lab.join(settings.wsUrl, 'itool/api/events') + query);
    socket.onmessage = (event) => {
      // Rows that are drawn anew under the pointer swallow its click.
      if (event.data === this.last && !this.problem) return;
      this.last = event.data;
      const told = JSON.parse(event.data);
      this.wait = FIRST_WAIT;
      this.managers = told.managers;
      this.say(told.problem ?? '');
    };
    socket.onclose = async () => {
      const wait = this.wait;
      this.wait = Math.min(2 * wait, LONGEST_WAIT);
      setTimeout(() => this.connect(), wait);
      // A first miss is not worth a word: the server may only be restarting.
      if (wait > FIRST_WAIT || this.managers === null) this.say(await this.reason());
    };
  }

  /**
   * @param {number} index
   * @returns {Manager | undefined}
   */
  manager(index) {
    return this.managers?.find((manager) => manager.index === index);
  }

  /**
   * @param {number} index
   * @param {string} id
   * @returns {Row | undefined}
   */
  viewer(index, id) {
    return this.manager(index)?.viewers.find((viewer) => viewer.id === id);
  }

  /** Start a manager and return its index. @returns {Promise<number>} */
  async start() {
    const { index } = await this.ask('api/managers', 'POST', {});
    return index;
  }

  /**
   * End a manager; its viewers are lost.
   *
   * @param {number} index
   */
  async stop(index) {
    await this.ask(`api/managers/${index}`, 'DELETE');
  }

  /**
   * Run a command of a manager.
   *
   * @param {number} index
   * @param {string} name
   * @param {Record<string, unknown>} args
   */
  run(index, name, args) {
    return this.ask(`api/managers/${index}/run`, 'POST', { name, args });
  }

  /**
   * Open files of the Jupyter server in a manager.
   *
   * @param {number} index
   * @param {string[]} paths Paths as JupyterLab's file browser has them.
   */
  load(index, paths) {
    return this.ask(`api/managers/${index}/load`, 'POST', { paths });
  }

  /**
   * @param {string} path
   * @param {string} method
   * @param {unknown} [body]
   */
  async ask(path, method, body) {
    const url = this.lab.join(this.lab.settings().baseUrl, 'itool', path);
    /** @type {RequestInit} */
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    let response;
    try {
      response = await this.lab.request(url, init);
    } catch {
      throw new Refusal('The Jupyter server does not answer.');
    }
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : null;
    throw new Refusal(refusal(response.status, text));
  }

  /** Find out why there is no list. */
  async reason() {
    try {
      await this.ask('api/managers', 'GET');
      return 'Live updates are interrupted. Trying again.';
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
  }

  /** @param {string} problem */
  say(problem) {
    this.problem = problem;
    this.dispatchEvent(new Event('changed'));
  }
}

/**
 * @param {number} status
 * @param {string} text
 */
function refusal(status, text) {
  try {
    const { message, hint } = JSON.parse(text);
    if (message) return hint ? `${message}\n${hint}` : message;
  } catch {
    // Not an answer of ours.
  }
  if (status === 404) {
    return (
      'The itool server extension does not run in this Jupyter server.\n' +
      'Install itool where the server is installed, or run ' +
      '`jupyter server extension enable jupyter_ext`; then restart the server.'
    );
  }
  if (status === 403) return 'The Jupyter server does not let you use itool (403).';
  return `The Jupyter server answered ${status}.`;
}
