// @ts-check
// The page of one viewer: puts its parts together.

import { ColorBar } from "./panels/colorbar.js";
import { enableChipMenus } from "./controls/chip_menus.js";
import { Controls } from "./controls/controls.js";
import { byId, h, icon, iconButton, setText } from "./lib/dom.js";
import { copyText } from "./lib/clipboard.js";
import { enableDrag, viewAt } from "./panels/drag.js";
import { openExport } from "./export.js";
import { toggleHistory } from "./history.js";
import { GESTURES, offered, plays } from "./offers.js";
import { openFilter, openOperation, showWork } from "./operations/dialog.js";
import { toggleOperations } from "./operations/menu.js";
import { enablePalette } from "./palette.js";
import { beforeFrame } from "./lib/frame.js";
import { Grid } from "./panels/grid.js";
import { arrowStep } from "./panels/grips.js";
import { Hand } from "./panels/hand.js";
import { enableHover } from "./panels/hover.js";
import { Hooks } from "./lib/hooks.js";
import { Pace } from "./lib/pace.js";
import { enablePointer } from "./panels/pointer.js";
import { patched } from "./lib/scene.js";
import { changeShortcuts } from "./shortcut_dialog.js";
import { enableShortcuts, showHelp, Shortcuts } from "./shortcuts.js";
import { ShapeHand } from "./panels/shapehand.js";
import { Sidebar } from "./sidebar.js";
import { Socket } from "./lib/socket.js";
import { Stats } from "./lib/stats.js";
import { onTheme, toggleTheme } from "./lib/theme.js";
import { clearToasts, report, toast } from "./lib/toast.js";
import { splitTurns } from "./lib/wheel.js";

/** Milliseconds between two changes of what is written, which nobody reads faster. */
const READABLE = 80;
/** What the status line is written from. */
const STATUS = /** @type {const} */ (["message", "is_busy", "timing", "work", "progress"]);
/** Milliseconds from drawing to display from which a frame is dear. */
const DEAR = 7;

export class ViewPage {
  constructor() {
    const root = document.body.dataset["root"] ?? "";
    const name = location.pathname.split("/").filter(Boolean).at(-1) ?? "";
    this.stats = new Stats();
    /** @type {Scene | null} */
    this.scene = null;
    /** @type {CommandInfo[]} */
    this.commands = [];
    this.keys = new Shortcuts();
    /** @type {Update[]} */
    this._queue = [];
    /** Updates that the manager may send before the page has drawn the last one. */
    this._window = 2;
    /** Scene, value and levels as they are written. @type {Scene | null} */
    this._written = null;
    /** @type {number | null} */
    this._value = null;
    /** How the main image was coloured last. @type {FrameHead | null} */
    this._colored = null;
    this._texts = new Pace(READABLE, () => this._write());
    this._sidebar = new Sidebar();
    this._isOnline = false;
    this._trouble = "";
    this._undo = this.keys.hint(iconButton("undo", "Undo", () => this.run("edit.undo")), "edit.undo");
    this._redo = this.keys.hint(iconButton("redo", "Redo", () => this.run("edit.redo")), "edit.redo");
    this._past = iconButton("history", "History", () => this._toggleHistory());
    /** @type {OperationEntry[]} */
    this._operations = [];
    this._viewer = "";
    this._operate = iconButton("operations", "Operations", () => {
      toggleOperations(this._operate, this._operations, (chosen) => this.operate(chosen));
    });
    this.bar = new ColorBar({
      limited: ([low, high]) => this.socket.newest("levels", "color.limits", { low, high }),
      paused: () => this.run("edit.pause"),
      reset: () => this.run("color.auto"),
    });
    this.grid = new Grid(byId("grid"), {
      moved: (dim, limits) => this.hand.range(dim, limits),
      valued: (dim, limits) => this.hand.value(dim, limits),
      placed: () => this._placeBar(),
      resized: (sizes) => this.socket.newest("sizes", "view.sizes", sizes),
    });
    byId("grid").append(this.bar.element);
    this.controls = new Controls(byId("controls"), {
      run: (command, args) => this.run(command, args),
      newest: (key, command, args) => this.socket.newest(key, command, args),
      call: (command, args) => this.socket.call(command, args),
      viewer: name,
      make: (command, args) => this._make(command, args),
      draw: (kind) => this.shapes.choose(kind),
      edit: (number) => openFilter(number, this._viewer, (command, args) => this.socket.call(command, args)).catch(report),
      operate: (name) => this.operate(name),
      hint: (button, command) => this.keys.hint(button, command),
    });
    this.socket = new Socket(`${root}ws/view/${name}`, {
      text: (message) => this._read(message),
      update: (update) => this._enqueue(update),
      status: (status, detail) => this._setStatus(status, detail),
    });
    this.shapes = new ShapeHand(byId("grid"), this.grid, {
      run: (command, args) => this.run(command, args),
      newest: (key, command, args) => this.socket.newest(key, command, args),
      pause: () => this.run("edit.pause"),
      chosen: (kind) => this.controls.regions.showTool(kind),
    });
    this.hand = new Hand(this.grid, this.socket, () => this.stats.cost > DEAR);
    this._addTools(root);
    this._addEvents();
  }

  /** Whether nothing is on its way or waits to be drawn. */
  get isQuiet() {
    return !this._queue.length && !this._texts.isDue && this.socket.isQuiet && this.grid.isQuiet && this.bar.isQuiet && this.hand.isEmpty;
  }

  /**
   * Run a command of this viewer and show why it failed.
   *
   * @param {string} command
   * @param {object} [args]
   */
  run(command, args = {}) {
    this.socket.call(command, args).catch(report);
  }

  /**
   * Run a command that opens another viewer.
   *
   * @param {string} command
   * @param {object} args
   */
  _make(command, args) {
    this.socket.call(command, { viewer: this._viewer, ...args }).then(({ indexes }) => {
      toast(`Opened as viewer ${indexes.join(", ")}.`, "It is in the list of viewers.");
    }, report);
  }

  /**
   * Run a command from a list; what it returns may be for the clipboard.
   *
   * @param {CommandInfo} command
   */
  async perform({ name, title, copies, act }) {
    if (act) {
      act();
      return;
    }
    try {
      const answer = await this.socket.call(name);
      if (!copies) return;
      await copyText(String(answer));
      toast(`${title}: ${String(answer).includes("\n") ? "copied" : answer}`);
    } catch (error) {
      report(error);
    }
  }

  /** Ask what to save, and as what; at first `panel`, or all. */
  export(panel = "") {
    if (this.scene) openExport(this.scene, (command, args) => this.socket.call(command, args), report, panel);
  }

  /**
   * Open the dialog of an operation.
   *
   * @param {string} name
   */
  operate(name) {
    openOperation(name, this._viewer, (command, args) => this.socket.call(command, args)).catch(report);
  }

  /** @param {any} message */
  _read(message) {
    if (message.t === "welcome") {
      const { commands, cmaps, operations, viewer, shortcuts } = /** @type {Welcome} */ (message);
      this._operations = operations;
      this._viewer = viewer;
      this.commands = offered(commands, operations, {
        operate: (name) => this.operate(name),
        save: () => this.export(),
        history: () => this._toggleHistory(),
        controls: () => this._sidebar.toggle(),
        help: () => this._help(),
        change: () => this._change(),
      });
      this.keys.take(shortcuts);
      this.controls.offer(cmaps);
    } else if (message.t === "shortcuts") {
      this.keys.take(message.shortcuts);
    } else if (message.t === "fault" && message.id === null) {
      toast(message.message, message.hint);
    }
  }

  /** @param {Update} update */
  _enqueue(update) {
    // Pictures are drawn once per frame of the display; a hidden page draws none, so it
    // acknowledges none and is sent no more.
    if (!this._queue.length) beforeFrame(() => this._flush());
    this._queue.push(update);
    if (!document.hidden) this.grid.foresee(update.head.frames);
    this.stats.frames++;
    this.stats.bytes += update.arrays[0]?.buffer.byteLength ?? 0;
  }

  _flush() {
    const started = performance.now();
    const queue = this._queue;
    const last = queue.at(-1);
    this._queue = [];
    if (!last) return;
    const before = this.scene;
    for (const update of queue) {
      if (update.head.scene) this.scene = patched(this.scene, update.head.scene);
    }
    if (this.scene && this.scene !== before) this._show(this.scene, before);
    for (const update of queue) this._takeFrames(update);
    this.hand.settle(last.head.call);
    this.hand.showLines();
    this.grid.draw();
    this._texts.ask();
    this.socket.shown(last.head.call, last.head.n);
    if (this.socket.window !== this._window) this._greet();
    this.stats.apply.push(performance.now() - started);
    this.stats.paint(last.head.call, this.socket.stamps);
  }

  _greet() {
    this._window = this.socket.window;
    this.socket.send({ t: "hello", window: this._window });
  }

  /**
   * @param {Scene} scene
   * @param {Scene | null} before
   */
  _show(scene, before) {
    this.grid.show(scene);
    if (scene.panels !== before?.panels || scene.color !== before?.color) clearToasts();
    if (scene.channel !== before?.channel) this._placeBar();
    if (scene.can_undo !== before?.can_undo || scene.can_redo !== before.can_redo) {
      this._past.disabled = !scene.can_undo && !scene.can_redo;
      this._undo.disabled = !scene.can_undo;
      this._redo.disabled = !scene.can_redo;
    }
    if (scene.title !== before?.title) {
      setText(byId("title"), scene.title);
      document.title = `${scene.title} · itool`;
    }
    if (scene.subtitle !== before?.subtitle) setText(byId("subtitle"), scene.subtitle);
    if (scene.link !== before?.link) {
      byId("link").hidden = !scene.link;
      byId("link").title = `Moves with the other viewers of group ${scene.link}`;
      setText(byId("link-name"), scene.link);
    }
    if (STATUS.some((field) => scene[field] !== before?.[field])) this._showStatus();
  }

  /** @param {Update} update */
  _takeFrames({ head, arrays }) {
    if (head.colors !== undefined) this._recolor(/** @type {Uint8Array} */ (arrays[head.colors]));
    for (const frame of head.frames) {
      if (frame.buffer === undefined) {
        this._value = frame.value ?? null;
        continue;
      }
      const samples = arrays[frame.buffer];
      if (samples && frame.panel === "region") {
        this.controls.regions.take(frame, /** @type {Samples} */ (samples));
        continue;
      }
      if (samples) this.grid.take(frame, samples);
      if (frame.norm && frame.panel === this._main()?.id) {
        this._colored = frame;
        if (samples instanceof Uint8Array) this.bar.count(samples);
      }
    }
  }

  /** @param {Uint8Array} table */
  _recolor(table) {
    this.grid.paint(new Uint32Array(table.slice().buffer));
    this.bar.recolor(this.grid.colors);
    this.controls.showTable(table);
  }

  /** Bring what is written up to date. */
  _write() {
    if (!this.scene) return;
    if (this.scene !== this._written) this.controls.show(this.scene, this._written);
    this._written = this.scene;
    this.controls.showValue(this._value);
    this.controls.regions.write();
    this._hover?.();
    const { limits, norm, ticks } = this._colored ?? {};
    if (!limits || !norm) return;
    this.controls.showLevels(limits);
    this.bar.scale(norm, ticks ?? []);
  }

  _main() {
    return this.scene?.panels.find((panel) => panel.kind === "image");
  }

  _placeBar() {
    const main = this._main();
    const view = main && this.grid.panels.get(main.id);
    this.bar.place(view && !this.scene?.channel ? this.grid.placeOf(view) : null);
  }

  /**
   * @param {import("./lib/socket.js").Status} status
   * @param {string} detail
   */
  _setStatus(status, detail) {
    if (status === "open") {
      this._queue = [];
      this.scene = null;
      this._greet();
    }
    this._isOnline = status === "open";
    this._trouble = {
      open: "",
      retrying: "Disconnected – retrying…",
      refused: "This manager has ended, or started again: open the new address that it printed.",
      closed: detail,
    }[status];
    document.body.classList.toggle("offline", !this._isOnline);
    document.body.classList.toggle("ended", status === "closed");
    if (status === "closed") this._showEnd(detail);
    this._showStatus();
  }

  _showStatus() {
    const { work = "", progress = null, message = "", is_busy = false, timing = "" } = this.scene ?? {};
    const share = progress === null ? "" : ` ${Math.round(100 * progress)}%`;
    const doing = work ? `${work}…${share}` : message || (is_busy ? "Reading…" : timing);
    setText(byId("message"), this._trouble || doing);
    byId("give-up").hidden = !work;
    showWork(progress);
    byId("status").classList.toggle("trouble", Boolean(this._trouble || (message && !work)));
    byId("status").classList.toggle("busy", Boolean(this.scene?.is_busy) || (!this._isOnline && !document.body.classList.contains("ended")));
  }

  /** @param {string} detail */
  _showEnd(detail) {
    const root = document.body.dataset["root"] || "./";
    byId("grid").after(h("div", { class: "notice" }, h("h2", {}, "This viewer is gone"), h("p", {}, detail), h("a", { class: "button", href: root }, "All viewers")));
  }

  /** @param {string} root */
  _addTools(root) {
    const all = h("a", { class: "button icon-only", href: root || "./", title: "All viewers", "aria-label": "All viewers" }, icon("list"));
    byId("home").replaceWith(all);
    byId("link").prepend(icon("link"));
    byId("give-up").addEventListener("click", () => this.run("operation.cancel"));
    all.hidden = window.top !== window;
    byId("tools").append(
      this._undo,
      this._redo,
      this._past,
      this._operate,
      h("span", { class: "divider" }),
      this.keys.hint(iconButton("save", "Export", () => this.export()), "export.save"),
      iconButton("palette", "All commands (Ctrl+Shift+P)", () => this._palette?.()),
      iconButton("theme", "Light or dark", toggleTheme),
      iconButton("help", "Keys and mouse (?)", () => this._help()),
      iconButton("sidebar", "Show or hide the controls", () => this._sidebar.toggle()),
    );
  }

  _toggleHistory() {
    toggleHistory(this._past, (command, args) => this.socket.call(command, args)).catch(report);
  }

  _help() {
    showHelp(this.keys.keyed(this.commands), GESTURES, () => this._change());
  }

  _change() {
    changeShortcuts((command, args) => this.socket.call(command, args));
  }

  _addEvents() {
    const root = byId("grid");
    enablePointer(root, this);
    enableChipMenus(byId("controls"), this);
    enableDrag(root, this.grid, {
      move: (cursor, positions, stamp, together) => {
        this.stats.moves++;
        this.hand.move(cursor, positions, stamp, together);
      },
      end: () => this.hand.end(),
      activate: (cursor) => this.run("cursor.activate", { cursor }),
      active: () => this.scene?.cursors.find((cursor) => cursor.is_active)?.id ?? "",
      snap: () => this.scene?.snap ?? true,
    });
    root.addEventListener("dblclick", (event) => {
      if (viewAt(this.grid, /** @type {HTMLElement} */ (event.target))) this.run("view.all");
    });
    splitTurns(root, (target) => viewAt(this.grid, target) !== undefined);
    addEventListener("keydown", (event) => this._nudge(event));
    this._hover = enableHover(root, this.grid);
    enableShortcuts(() => this.keys.keyed(this.commands), (command) => this.perform(command));
    const all = () => this.keys.keyed([...this.commands, ...plays(this.scene, (command, args) => this.run(command, args))]);
    this._palette = enablePalette(all, (command) => this.perform(command));
    addEventListener("keydown", (event) => {
      if (event.key === "?" && !(event.target instanceof HTMLInputElement)) this._help();
    });
    onTheme(() => {
      this.grid.recolor();
      this.bar.recolor(this.grid.colors);
    });
  }

  /**
   * Arrow keys move the cursor along the axes of the panel that has the focus; with Shift
   * along those of the main image, wherever the focus is.
   *
   * @param {KeyboardEvent} event
   */
  _nudge(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!event.key.startsWith("Arrow") || event.altKey || target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    const focused = viewAt(this.grid, target)?.panel;
    const panel = focused && !event.shiftKey ? focused : this._main() ?? this.scene?.panels[0];
    if (!panel || (!event.shiftKey && (!focused || event.ctrlKey))) return;
    const step = arrowStep(event, panel);
    if (!step) return;
    event.preventDefault();
    this.run("cursor.nudge", { steps: { [step[0]]: step[1] * (event.ctrlKey ? 10 : 1) } });
  }
}

Bokeh.set_log_level("warn");
const page = new ViewPage();
window.STATS = page.stats;
window.ITOOL = new Hooks(page);
