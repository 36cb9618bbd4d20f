// @ts-check
/** What a user can do, in JupyterLab's own command list, menus and launcher. */

import { isSure, pickFiles, pickManager, pickViewer } from './ask.js';

/**
 * @typedef {import('./types').Args} Args
 * @typedef {import('./types').Place} Place
 * @typedef {{
 *   lab: import('./types').Lab,
 *   app: import('./types').Application,
 *   fleet: import('./fleet.js').Fleet,
 *   tabs: import('./tabs.js').Tabs,
 *   panel: import('./panel.js').Panel,
 *   icon: import('./types').Icon,
 *   palette?: import('./types').Palette | null | undefined,
 *   launcher?: import('./types').Launcher | null | undefined,
 *   files?: import('./types').FileBrowsers | null | undefined,
 * }} Parts
 */

/**
 * Add all commands.
 *
 * A command's `args` name what it is for (`manager`, `viewer`), or `isMenu` is set and it
 * is for the row that the context menu was opened on; otherwise the user is asked.
 *
 * @param {Parts} parts
 */
export function addCommands(parts) {
  const { lab, app, fleet, panel, palette, launcher } = parts;

  /**
   * Add a command whose failure the user is told.
   *
   * @param {string} name
   * @param {string | ((args: Args) => string)} label
   * @param {(args: Args) => unknown} execute
   * @param {Args} [more]
   */
  const add = (name, label, execute, more = {}) => {
    const careful = async (/** @type {Args} */ args) => {
      try {
        return await execute(args);
      } catch (error) {
        const { message } = /** @type {Error} */ (error);
        lab.Notification.error(message, { autoClose: 10_000 });
        return undefined;
      }
    };
    app.commands.addCommand(`itool:${name}`, { label, execute: careful, ...more });
  };
  const start = async () => {
    panel.showStarting(true);
    try {
      return await fleet.start();
    } finally {
      panel.showStarting(false);
    }
  };
  const show = () => app.shell.activateById(panel.widget.id);

  add('show-panel', 'Show ImageTools', show);
  add('new-manager', 'New ImageTool Manager', () => {
    show();
    return start();
  });
  add(
    'launch',
    'ImageTools',
    async () => {
      show();
      if (fleet.managers?.length === 0) await start();
    },
    { icon: parts.icon, caption: 'Show the live ImageTool managers; start one if there is none' },
  );
  addViewerCommands(parts, add);
  addManagerCommands(parts, add, start);
  addMenus(app);
  for (const name of [
    'show-panel',
    'new-manager',
    'open-viewer',
    'open-manager',
    'open-demo',
    'stop-manager',
  ]) {
    palette?.addItem({ command: `itool:${name}`, category: 'ImageTools' });
  }
  launcher?.add({ command: 'itool:launch', category: 'Other', rank: 1 });
}

/** @typedef {(name: string, label: string | ((args: Args) => string), execute: (args: Args) => unknown, more?: Args) => void} Add */

/**
 * @param {Parts} parts
 * @param {Add} add
 */
function addViewerCommands({ lab, app, fleet, tabs }, add) {
  /** @param {Args} args */
  const meant = async (args) => named(args, app, fleet) ?? (await pickViewer(lab, fleet));

  add(
    'open-viewer',
    (args) => (args.isMenu ? 'Open' : 'Open ImageTool…'),
    async (args) => {
      const place = await meant(args);
      return place && tabs.open(place);
    },
  );
  add('rename-viewer', 'Rename…', async (args) => {
    const place = await meant(args);
    if (!place) return;
    const answer = await lab.InputDialog.getText({
      title: 'Rename ImageTool',
      label: 'Name',
      text: place.name,
      okLabel: 'Rename',
    });
    const name = answer.value?.trim();
    if (!answer.button.accept || !name) return;
    await fleet.run(place.manager, 'viewer.rename', { viewer: place.viewer, name });
  });
  add('duplicate-viewer', 'Duplicate', async (args) => {
    const place = await meant(args);
    if (place) await fleet.run(place.manager, 'viewers.duplicate', { viewers: [place.viewer] });
  });
  add('remove-viewer', 'Remove', async (args) => {
    const place = await meant(args);
    if (!place) return;
    const body =
      'The manager lets go of its data. Files are not touched, ' +
      'but data that came from a notebook is gone from the manager.';
    if (!(await isSure(lab, `Remove “${place.name}”?`, body, 'Remove'))) return;
    await fleet.run(place.manager, 'viewers.remove', { viewers: [place.viewer] });
  });
}

/**
 * @param {Parts} parts
 * @param {Add} add
 * @param {() => Promise<number>} start
 */
function addManagerCommands({ lab, app, fleet, tabs, files, icon }, add, start) {
  /**
   * @param {Args} args
   * @param {() => Promise<number>} [begin] Starts a manager if none is live.
   */
  const meant = async (args, begin) =>
    named(args, app, fleet)?.manager ?? (await pickManager(lab, fleet, begin));
  /** @param {Args} args */
  const isVisible = (args) => !args.isMenu || !named(args, app, fleet)?.viewer;
  /**
   * Open the first viewer that a command made; a file may hold dozens, which are one click
   * away in the panel.
   *
   * @param {number} manager
   * @param {{ ids: string[] }} made
   */
  const openFirst = (manager, { ids: [viewer] }) => {
    if (!viewer) return;
    tabs.open({ manager, viewer, name: fleet.viewer(manager, viewer)?.name ?? '' });
  };

  add(
    'open-manager',
    (args) => (args.isMenu ? 'Open as Tab' : 'Open Manager as Tab'),
    async (args) => {
      const manager = await meant(args, start);
      return manager === undefined ? undefined : tabs.open({ manager, viewer: '', name: '' });
    },
    { isVisible },
  );
  add(
    'open-demo',
    'Open Demo Data',
    async (args) => {
      const manager = await meant(args, start);
      if (manager !== undefined) openFirst(manager, await fleet.run(manager, 'data.demo', {}));
    },
    { isVisible },
  );
  add(
    'stop-manager',
    'Stop Manager',
    async (args) => {
      const index = await meant(args);
      if (index === undefined) return;
      const count = fleet.manager(index)?.viewers.length ?? 0;
      const lost = count === 1 ? 'Its ImageTool is closed' : `Its ${count} ImageTools are closed`;
      const body = `${lost}, here and in every other window.`;
      if (count && !(await isSure(lab, `Stop manager ${index}?`, body, 'Stop'))) return;
      await fleet.stop(index);
    },
    { isVisible },
  );
  add(
    'open-file',
    'Open in ImageTool',
    async (args) => {
      const paths = args.paths ?? pickFiles(app, files);
      if (!paths.length) return;
      const manager = await meant(args, start);
      if (manager !== undefined) openFirst(manager, await fleet.load(manager, paths));
    },
    {
      icon,
      isVisible: (/** @type {Args} */ args) =>
        Boolean(args.paths) || pickFiles(app, files).length > 0,
    },
  );
}

/** @param {import('./types').Application} app */
function addMenus(app) {
  const viewer = '.itool-Viewer';
  const manager = '.itool-Manager';
  /** @type {[string, string][]} */
  const items = [
    ['open-viewer', viewer],
    ['rename-viewer', viewer],
    ['duplicate-viewer', viewer],
    ['remove-viewer', viewer],
    ['open-manager', manager],
    ['open-demo', manager],
    ['stop-manager', manager],
  ];
  for (const [rank, [name, selector]] of items.entries()) {
    app.contextMenu.addItem({ command: `itool:${name}`, selector, rank, args: { isMenu: true } });
  }
  const selector = '.jp-DirListing-item';
  app.contextMenu.addItem({ command: 'itool:open-file', selector, rank: 1.5 });
}

/**
 * What a command is for, as far as its arguments say.
 *
 * @param {Args} args
 * @param {import('./types').Application} app
 * @param {import('./fleet.js').Fleet} fleet
 * @returns {Place | undefined}
 */
function named(args, app, fleet) {
  const row = args.isMenu
    ? app.contextMenuHitTest((node) => node.dataset.manager !== undefined)?.dataset
    : args;
  if (row?.manager === undefined) return undefined;
  const manager = Number(row.manager);
  const viewer = row.viewer ?? '';
  return { manager, viewer, name: fleet.viewer(manager, viewer)?.name ?? args.name ?? '' };
}
