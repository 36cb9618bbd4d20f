// @ts-check
/** Tabs of the main area: pages of viewers and managers in frames. */

import { make } from './dom.js';

/**
 * @typedef {import('./types').Lab} Lab
 * @typedef {import('./types').Place} Place
 * @typedef {import('./types').MainAreaWidget} MainAreaWidget
 * @typedef {import('./fleet.js').Fleet} Fleet
 */

/** Milliseconds that the list gets to name a viewer whose tab was opened. */
const PATIENCE = 3000;

export class Tabs {
  /**
   * @param {Lab} lab
   * @param {import('./types').Application} app
   * @param {Fleet} fleet
   * @param {import('./types').Icon} icon
   * @param {import('./types').ThemeManager | null | undefined} themes
   */
  constructor(lab, app, fleet, icon, themes) {
    this.lab = lab;
    this.app = app;
    this.fleet = fleet;
    this.icon = icon;
    this.themes = themes;
    this.tracker = new lab.WidgetTracker({ namespace: 'itool' });
    fleet.addEventListener('changed', () => this.tracker.forEach((tab) => this.update(tab)));
    themes?.themeChanged.connect(() => this.tell());
    window.addEventListener('blur', () => setTimeout(() => this.followFocus()));
  }

  /**
   * Bring the tab of `place` to the front; make it if there is none.
   *
   * @param {Place} place
   * @returns {MainAreaWidget}
   */
  open(place) {
    const id = `itool-tab-${keyOf(place)}`;
    let tab = this.tracker.find((each) => each.id === id);
    if (!tab) {
      tab = this.make(place);
      tab.id = id;
      void this.tracker.add(tab);
    }
    if (!tab.isAttached) this.app.shell.add(tab, 'main');
    this.app.shell.activateById(id);
    return tab;
  }

  /** @param {Place} place */
  make(place) {
    const content = /** @type {MainAreaWidget['content']} */ (
      new this.lab.Widget({ node: make('div', { class: 'itool-Page', tabindex: -1 }) })
    );
    content.place = { ...place };
    content.made = performance.now();
    setTimeout(() => tab.isDisposed || this.update(tab), PATIENCE);
    const frame = this.frame(place);
    content.node.append(frame);
    content.node.addEventListener('focus', () => frame.focus());
    const tab = new this.lab.MainAreaWidget({ content });
    tab.toolbar.hide(); // It is empty, and would stay as a strip above the page.
    tab.title.icon = this.icon;
    tab.title.closable = true;
    this.update(tab);
    return tab;
  }

  /**
   * Return a frame with the page of `place`.
   *
   * @param {Place} place
   */
  frame(place) {
    const frame = make('iframe', {
      title: titleOf(place),
      src: this.url(place),
      loading: 'lazy', // A tab that is restored in the background costs nothing.
      allow: 'clipboard-write; fullscreen',
    });
    frame.addEventListener('load', () => this.loaded(frame, place.manager));
    return frame;
  }

  /**
   * Tell a page the theme, which may have changed while it was loading, and let its links
   * to viewers open tabs of JupyterLab instead of leaving the page.
   *
   * @param {HTMLIFrameElement} frame
   * @param {number} manager
   */
  loaded(frame, manager) {
    this.tell();
    frame.contentDocument?.addEventListener(
      'click',
      (event) => {
        const link = /** @type {Element} */ (event.target).closest('a');
        const [, viewer] = link?.href.match(/\/view\/([^/?#]+)$/) ?? [];
        if (!viewer) return;
        event.preventDefault();
        event.stopPropagation();
        const id = decodeURIComponent(viewer);
        this.open({ manager, viewer: id, name: this.fleet.viewer(manager, id)?.name ?? '' });
      },
      true,
    );
  }

  /**
   * Follow renames, and say so when what a tab shows has gone.
   *
   * @param {MainAreaWidget} tab
   */
  update(tab) {
    const { content } = tab;
    const { place } = content;
    const row = this.fleet.viewer(place.manager, place.viewer);
    if (row && row.name !== place.name) {
      place.name = row.name;
      void this.tracker.save(tab);
    }
    tab.title.label = titleOf(place);
    tab.title.caption = place.viewer ? `${place.name}\nManager ${place.manager}` : titleOf(place);
    if (this.fleet.managers === null || this.fleet.problem) return;
    const manager = this.fleet.manager(place.manager);
    // A viewer that was just made is not in the list yet.
    const isNew = performance.now() - content.made < PATIENCE;
    const isGone = !isNew && (!manager || (place.viewer !== '' && !row && !manager.problem));
    tab.title.className = isGone ? 'itool-mod-gone' : '';
    const notice = content.node.querySelector('.itool-Gone');
    if (!isGone) {
      notice?.remove();
      return;
    }
    if (notice) return;
    const close = make('button', { class: 'jp-Button jp-mod-styled' }, 'Close Tab');
    close.onclick = () => tab.close();
    const what = manager
      ? `“${place.name}” was removed from manager ${place.manager}.`
      : `Manager ${place.manager} has ended, and ${place.viewer ? `“${place.name}”` : 'its list'} with it.`;
    content.node.append(
      make('div', { class: 'itool-Gone', role: 'alert' }, make('p', {}, what), close),
    );
  }

  /**
   * The page's address: no token in it, the cookie of the login opens it.
   *
   * @param {Place} place
   */
  url(place) {
    const { baseUrl } = this.lab.settings();
    const list = this.lab.join(baseUrl, 'itool/manager', String(place.manager), '/');
    const page = place.viewer ? `view/${encodeURIComponent(place.viewer)}` : '';
    return `${list}${page}?theme=${this.theme}`;
  }

  get theme() {
    const { themes } = this;
    return themes?.theme && !themes.isLight(themes.theme) ? 'dark' : 'light';
  }

  /** Tell every page the theme. */
  tell() {
    for (const frame of this.frames()) {
      frame.contentWindow?.postMessage({ type: 'itool:theme', theme: this.theme }, location.origin);
    }
  }

  /** Make a tab current when its page takes the focus, which JupyterLab cannot see. */
  followFocus() {
    const focused = document.activeElement;
    const tab = this.tracker.find((each) => each.content.node.contains(focused));
    if (tab && this.app.shell.currentWidget !== tab) this.app.shell.activateById(tab.id);
  }

  /** What the current tab shows, if it is one of ours. @returns {Place | null} */
  get current() {
    const current = this.app.shell.currentWidget;
    return this.tracker.find((tab) => tab === current)?.content.place ?? null;
  }

  /** @returns {HTMLIFrameElement[]} */
  frames() {
    return /** @type {HTMLIFrameElement[]} */ ([
      ...document.querySelectorAll('.itool-Page iframe, .itool-Cell iframe'),
    ]);
  }
}

/** @param {Place} place */
export function keyOf(place) {
  return place.viewer ? `${place.manager}-${place.viewer}` : `${place.manager}`;
}

/** @param {Place} place */
function titleOf(place) {
  return place.viewer ? place.name || 'ImageTool' : `Manager ${place.manager}`;
}
