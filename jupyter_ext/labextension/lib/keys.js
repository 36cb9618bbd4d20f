// @ts-check
/** The keyboard in a tree: one tab stop, arrows inside (WAI-ARIA's tree view pattern). */

/** @typedef {'open' | 'fold' | 'unfold' | 'remove' | 'rename'} Act */

export class TreeKeys {
  /**
   * @param {HTMLElement} tree Holds elements of role treeitem with a `data-key` each.
   * @param {(item: HTMLElement, act: Act) => void} act
   */
  constructor(tree, act) {
    this.tree = tree;
    this.act = act;
    /** `data-key` of the item that has the tab stop. */
    this.current = '';
    tree.addEventListener('keydown', (event) => this.pressed(event));
    tree.addEventListener('focusin', (event) => {
      const item = /** @type {HTMLElement} */ (event.target).closest('[role=treeitem]');
      if (item) this.mark(/** @type {HTMLElement} */ (item));
    });
  }

  /** The visible items, top first. */
  get items() {
    return /** @type {HTMLElement[]} */ ([...this.tree.querySelectorAll('[role=treeitem]')]);
  }

  /**
   * Give the tab stop to the item that had it, or to the first, after a redraw.
   *
   * @param {string} focused Key of the item that had the focus, or "".
   */
  refresh(focused) {
    const { items } = this;
    const item = items.find((each) => each.dataset.key === this.current) ?? items[0];
    if (!item) return;
    this.mark(item);
    if (focused) item.focus({ preventScroll: true });
  }

  /** @param {HTMLElement | undefined} item */
  move(item) {
    item?.focus();
  }

  /** @param {HTMLElement} item */
  mark(item) {
    this.current = item.dataset.key ?? '';
    for (const each of this.items) each.tabIndex = each === item ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const item = /** @type {HTMLElement} */ (event.target);
    if (item.getAttribute('role') !== 'treeitem') return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { items } = this;
    const at = items.indexOf(item);
    const isOpen = item.getAttribute('aria-expanded');
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => this.move(items[at + 1]),
      ArrowUp: () => this.move(items[at - 1]),
      Home: () => this.move(items[0]),
      End: () => this.move(items.at(-1)),
      ArrowRight: () => (isOpen === 'false' ? this.act(item, 'unfold') : this.move(items[at + 1])),
      ArrowLeft: () => {
        const parent = /** @type {HTMLElement | undefined} */ (
          item.parentElement?.closest('[role=treeitem]') ?? undefined
        );
        if (isOpen === 'true') this.act(item, 'fold');
        else this.move(parent);
      },
      Enter: () => this.act(item, 'open'),
      ' ': () => this.act(item, 'open'),
      Delete: () => this.act(item, 'remove'),
      F2: () => this.act(item, 'rename'),
    };
    const key = keys[event.key];
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    key();
  }
}
