// @ts-check
// Moving cursors by hand: a line follows the pointer at once, and the model as fast as it
// can; what is on its way is never more than a few messages.

/**
 * @typedef {object} Mover
 * @property {(cursor: string, positions: Record<string, number>, stamp: number, together: boolean) => void} move
 * @property {() => void} end
 * @property {(cursor: string) => void} activate
 * @property {() => string} active the id of the active cursor
 * @property {() => boolean} snap
 */

/**
 * Let lines of a grid's panels be dragged.
 *
 * @param {HTMLElement} root
 * @param {import("./grid.js").Grid} grid
 * @param {Mover} mover
 */
export function enableDrag(root, grid, mover) {
  /** @type {{view: import("./panel.js").PanelView, cursor: string, dims: string[], pointer: number, together: boolean} | null} */
  let held = null;

  const follow = (/** @type {PointerEvent} */ event) => {
    if (!held) return;
    const { view, cursor, dims, together } = held;
    const positions = Object.fromEntries(
      dims.map((dim) => [dim, view.allowed(dim, view.positionAt(dim, event), mover.snap())]),
    );
    mover.move(cursor, positions, event.timeStamp, together);
  };

  // In the capture phase, before BokehJS sees the event and pans.
  root.addEventListener(
    "pointerdown",
    (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const view = viewAt(grid, target);
      if (!view || event.button !== 0) return;
      const handle = /** @type {HTMLElement | null} */ (target.closest(".handle"));
      const isFree = event.ctrlKey || event.metaKey;
      if (!handle && !(isFree && isInside(view, event))) return;
      event.stopPropagation();
      event.preventDefault();
      view.element.focus({ preventScroll: true });
      held = {
        view,
        cursor: handle && !isFree ? handle.dataset["cursor"] ?? "" : mover.active(),
        dims: handle && !isFree ? (handle.dataset["dims"] ?? "").split(" ") : view.dims,
        pointer: event.pointerId,
        together: event.shiftKey,
      };
      root.setPointerCapture(event.pointerId);
      if (held.cursor !== mover.active()) mover.activate(held.cursor);
      if (isFree) follow(event);
    },
    true,
  );

  root.addEventListener("pointermove", (event) => {
    if (held?.pointer === event.pointerId) follow(event);
  });

  for (const kind of /** @type {const} */ (["pointerup", "pointercancel"])) {
    root.addEventListener(kind, (event) => {
      if (held?.pointer !== event.pointerId) return;
      held = null;
      mover.end();
    });
  }

  // A finger has no Ctrl key: a tap moves the active cursor.
  root.addEventListener("click", (event) => {
    const view = viewAt(grid, /** @type {HTMLElement} */ (event.target));
    const isTap = event instanceof PointerEvent && event.pointerType === "touch";
    if (!isTap || !view || !isInside(view, event)) return;
    const positions = view.dims.map((dim) => [dim, view.allowed(dim, view.positionAt(dim, event), mover.snap())]);
    mover.move(mover.active(), Object.fromEntries(positions), event.timeStamp, false);
    mover.end();
  });

  // The wheel zooms even where a handle lies over the figure.
  root.addEventListener(
    "wheel",
    (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (!target.closest(".handle")) return;
      event.preventDefault();
      const events = viewAt(grid, target)?.figure.view?.canvas_view?.events_el;
      events?.dispatchEvent(new WheelEvent("wheel", event));
    },
    { passive: false },
  );
}

/**
 * Return the panel that holds an element.
 *
 * @param {import("./grid.js").Grid} grid
 * @param {HTMLElement} element
 */
export function viewAt(grid, element) {
  const panel = /** @type {HTMLElement | null} */ (element.closest(".panel"));
  return panel ? grid.panels.get(panel.dataset["panel"] ?? "") : undefined;
}

/**
 * @param {import("./panel.js").PanelView} view
 * @param {{clientX: number, clientY: number}} point
 */
export function isInside(view, { clientX, clientY }) {
  const { left, right, top, bottom } = view.plot.getBoundingClientRect();
  return left <= clientX && clientX <= right && top <= clientY && clientY <= bottom;
}
