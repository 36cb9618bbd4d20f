// @ts-check
/** The side panel: a tree of live managers and their viewers. */

import { make } from './dom.js';
import { TreeKeys } from './keys.js';

/**
 * @typedef {import('./types').Lab} Lab
 * @typedef {import('./types').Manager} Manager
 * @typedef {import('./types').Row} Row
 * @typedef {import('./fleet.js').Fleet} Fleet
 * @typedef {Record<'linked' | 'lazy' | 'watched', import('./types').Icon>} Badges
 * @typedef {(command: string, args?: object) => void} Run
 */

const EXAMPLE = 'import itool.manager as im\nim.show_in_manager(data)';

export class Panel {
  /**
   * @param {Lab} lab
   * @param {Fleet} fleet
   * @param {import('./types').Icon} icon
   * @param {Badges} badges
   * @param {Run} run Runs a command of JupyterLab.
   */
  constructor(lab, fleet, icon, badges, run) {
    this.lab = lab;
    this.fleet = fleet;
    this.badges = badges;
    this.run = run;
    /** @type {Set<number>} Managers that are folded up. */
    this.folded = new Set();
    this.starting = false;
    this.current = '';

    this.message = make('div', { class: 'itool-Message', role: 'status' });
    this.tree = make('ul', { class: 'itool-Tree', role: 'tree', 'aria-label': 'ImageTools' });
    this.empty = make('div', { class: 'itool-Empty' });
    const content = new lab.Panel();
    content.addClass('itool-Content');
    content.node.append(this.message, this.tree, this.empty);

    this.widget = new lab.SidePanel({ content });
    this.widget.id = 'itool-panel';
    this.widget.addClass('itool-Panel');
    this.widget.title.icon = icon;
    this.widget.title.caption = 'ImageTools';
    this.widget.node.setAttribute('role', 'region');
    this.widget.node.setAttribute('aria-label', 'ImageTools');
    this.widget.toolbar.addItem('title', titleWidget(lab));
    this.widget.toolbar.addItem(
      'new',
      new lab.ToolbarButton({
        icon: lab.icons.add,
        tooltip: 'New ImageTool Manager',
        className: 'itool-New',
        onClick: () => this.run('itool:new-manager'),
      }),
    );

    this.keys = new TreeKeys(this.tree, (item, act) => this.act(item, act));
    this.tree.addEventListener('click', (event) => this.clicked(event));
    fleet.addEventListener('changed', () => this.show());
    this.show();
  }

  /**
   * Tell that a manager is being started, which takes a second or two.
   *
   * @param {boolean} on
   */
  showStarting(on) {
    this.starting = on;
    this.show();
  }

  /**
   * Mark the row of the viewer that is looked at.
   *
   * @param {import('./types').Place | null} place
   */
  mark(place) {
    this.current = place ? `${place.manager}/${place.viewer}` : '';
    this.markRows();
  }

  markRows() {
    for (const row of this.tree.querySelectorAll('.itool-Viewer')) {
      const isCurrent = /** @type {HTMLElement} */ (row).dataset.key === this.current;
      row.classList.toggle('itool-mod-current', isCurrent);
      row.setAttribute('aria-selected', String(isCurrent));
    }
  }

  /** Draw the list anew, with the keyboard focus where it was. */
  show() {
    const { managers, problem } = this.fleet;
    this.message.replaceChildren(...(problem ? lines(problem) : []));
    this.message.classList.toggle('itool-mod-problem', problem !== '');
    this.tree.classList.toggle('itool-mod-stale', problem !== '');

    const focused = this.tree.contains(document.activeElement) ? this.keys.current : '';
    this.tree.replaceChildren(...(managers ?? []).map((manager) => this.managerItem(manager)));
    this.tree.hidden = !managers?.length;
    this.keys.refresh(focused);
    this.markRows();

    const isEmpty = managers !== null && managers.length === 0 && !problem;
    this.empty.hidden = !isEmpty && !this.starting;
    if (this.starting) this.empty.replaceChildren(...waiting());
    else if (isEmpty) this.empty.replaceChildren(...this.nothing());
  }

  /** @param {Manager} manager */
  managerItem(manager) {
    const open = !this.folded.has(manager.index);
    const count = manager.viewers.length;
    const started = manager.started ? `\nStarted ${manager.started.replace('T', ' ')}` : '';
    const file = manager.workspace ? `\n${manager.workspace}` : '';
    const about = `Process ${manager.pid}, itool ${manager.version}${started}${file}`;
    const header = make(
      'div',
      { class: 'itool-Manager-header', title: about },
      this.lab.icons.caretDown.element({ className: 'itool-Caret' }),
      make('span', { class: 'itool-Manager-name' }, `Manager ${manager.index}`),
      make('span', { class: 'itool-Count', 'aria-label': plural(count, 'viewer') }, String(count)),
      this.button('launch', 'Open as Tab', 'open-manager'),
      this.button('stop', 'Stop Manager', 'stop-manager'),
    );
    const item = make('li', {
      class: 'itool-Manager',
      role: 'treeitem',
      'aria-level': 1,
      'aria-expanded': String(open),
      'aria-label': `Manager ${manager.index}, ${plural(count, 'viewer')}`,
      'data-key': `${manager.index}`,
      'data-manager': manager.index,
    });
    item.append(header);
    if (manager.problem) {
      item.append(
        make('div', { class: 'itool-Note itool-mod-problem' }, ...lines(manager.problem)),
      );
    }
    if (open && count) {
      const rows = manager.viewers.map((row) => this.viewerItem(manager, row));
      item.append(make('ul', { class: 'itool-Rows', role: 'group' }, ...rows));
    } else if (open && !manager.problem) {
      item.append(this.unused(manager));
    }
    return item;
  }

  /**
   * @param {Manager} manager
   * @param {Row} row
   */
  viewerItem(manager, row) {
    const sizes = row.dims.map((dim, axis) => `${dim}\u00a0${row.shape[axis]}`).join(' × ');
    const badges = [];
    if (row.link) badges.push(this.badge('linked', `Linked: ${row.link}`));
    if (row.is_lazy) badges.push(this.badge('lazy', 'Read from its file when wanted'));
    if (row.watched) {
      const badge = this.badge('watched', watchedText(row));
      badge.classList.toggle('itool-mod-away', !row.is_connected);
      badges.push(badge);
    }
    const about = [row.name, sizes, `${row.dtype}, ${bytes(row.nbytes)}`, row.source];
    const item = make(
      'li',
      {
        class: 'itool-Viewer',
        role: 'treeitem',
        'aria-level': 2 + row.depth,
        'aria-label': `${row.index}: ${row.name}, ${sizes}`,
        title: about.filter(Boolean).join('\n'),
        'data-key': `${manager.index}/${row.id}`,
        'data-manager': manager.index,
        'data-viewer': row.id,
      },
      make('span', { class: 'itool-Index' }, String(row.index)),
      make(
        'div',
        { class: 'itool-Words' },
        make('div', { class: 'itool-Name' }, make('span', {}, row.name), ...badges),
        make('div', { class: 'itool-Sizes' }, sizes),
      ),
      this.button('close', 'Remove', 'remove-viewer'),
    );
    item.style.setProperty('--itool-depth', String(row.depth));
    return item;
  }

  /**
   * @param {keyof Badges} name
   * @param {string} title
   */
  badge(name, title) {
    const icon = this.badges[name].element({ className: `itool-Badge itool-mod-${name}` });
    icon.title = title;
    icon.setAttribute('role', 'img');
    icon.setAttribute('aria-label', title);
    return icon;
  }

  /**
   * A button that shows up under the pointer; the context menu says the same.
   *
   * @param {keyof Lab['icons']} icon
   * @param {string} title
   * @param {string} command
   */
  button(icon, title, command) {
    return make(
      'button',
      { class: 'itool-Button', title, 'aria-label': title, tabindex: -1, 'data-command': command },
      this.lab.icons[icon].element({ stylesheet: 'menuItem' }),
    );
  }

  /** @param {Manager} manager */
  unused(manager) {
    const note = make('div', { class: 'itool-Note' }, 'Nothing is shown yet.');
    note.append(this.demoButton(manager.index));
    return note;
  }

  nothing() {
    const start = make(
      'button',
      { class: 'jp-Button jp-mod-styled jp-mod-accept itool-Start' },
      'Start a Manager',
    );
    start.onclick = () => this.run('itool:new-manager');
    return [
      make('p', {}, 'No ImageTool manager is running.'),
      start,
      make('p', {}, 'Then show an array from a notebook:'),
      make('pre', { class: 'itool-Example', tabindex: 0 }, EXAMPLE),
      make(
        'p',
        {},
        'or open a file from the file browser’s context menu, ',
        make('b', {}, 'Open in ImageTool'),
        '.',
      ),
    ];
  }

  /** @param {number} manager */
  demoButton(manager) {
    const demo = make(
      'button',
      { class: 'itool-Link itool-Demo', type: 'button' },
      'Open demo data',
    );
    demo.onclick = (event) => {
      event.stopPropagation();
      this.run('itool:open-demo', { manager });
    };
    return demo;
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const item = /** @type {HTMLElement | null} */ (target.closest('[role=treeitem]'));
    if (!item) return;
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-command]'));
    this.keys.move(item);
    if (button) this.run(`itool:${button.dataset.command}`, this.placeOf(item));
    else if (item.dataset.viewer) this.act(item, 'open');
    else if (target.closest('.itool-Manager-header')) this.act(item, 'fold');
  }

  /**
   * @param {HTMLElement} item
   * @param {import('./keys.js').Act} act
   */
  act(item, act) {
    const place = this.placeOf(item);
    const index = place.manager;
    if (item.dataset.viewer) {
      if (act === 'open') this.run('itool:open-viewer', place);
      if (act === 'remove') this.run('itool:remove-viewer', place);
      if (act === 'rename') this.run('itool:rename-viewer', place);
    } else if (act === 'remove') {
      this.run('itool:stop-manager', place);
    } else if (act === 'open' || act === 'fold' || act === 'unfold') {
      const fold =
        act === 'fold' ? !this.folded.has(index) : act === 'open' && !this.folded.has(index);
      if (fold) this.folded.add(index);
      else this.folded.delete(index);
      this.show();
    }
  }

  /**
   * @param {HTMLElement} item
   * @returns {import('./types').Place}
   */
  placeOf(item) {
    const manager = Number(item.dataset.manager);
    const viewer = item.dataset.viewer ?? '';
    return { manager, viewer, name: this.fleet.viewer(manager, viewer)?.name ?? '' };
  }
}

/** @param {Lab} lab */
function titleWidget(lab) {
  const widget = new lab.Widget({ node: make('h2', { class: 'itool-Title' }, 'ImageTools') });
  return widget;
}

function waiting() {
  return [make('div', { class: 'itool-Spinner' }), make('p', {}, 'Starting a manager…')];
}

/** @param {string} text */
function lines(text) {
  return text.split('\n').map((line) => make('p', {}, line));
}

/**
 * @param {number} count
 * @param {string} noun
 */
function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @param {number} count */
function bytes(count) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = count;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit ? Number(size.toPrecision(3)) : size} ${units[unit]}`;
}

/**
 * Which variable of a notebook a viewer follows.
 *
 * @param {Row} row
 */
function watchedText({ watched, is_connected: isConnected }) {
  return isConnected
    ? `Follows the variable ${watched} of a notebook`
    : `Followed the variable ${watched}; %watch ${watched} ties it again`;
}
