// @ts-check
/** The plugin: puts panel, tabs, commands, menus and launcher together. */

import { CELL_TYPE, cellRenderer } from './cell.js';
import { addCommands } from './commands.js';
import { Fleet } from './fleet.js';
import { IMAGE_TOOL, LAZY, LINKED, WATCHED } from './icons.js';
import { gather } from './lab.js';
import { Panel } from './panel.js';
import { Tabs, keyOf } from './tabs.js';

/**
 * @param {string} name
 * @param {import('./types').Find} shared
 */
export async function makePlugin(name, shared) {
  const lab = await gather(shared);
  const wanted = Object.entries(lab.tokens).filter(([, token]) => token);
  return {
    id: `${name}:plugin`,
    description: 'Live ImageTool managers, and their viewers as tabs.',
    autoStart: true,
    optional: wanted.map(([, token]) => token),
    /**
     * @param {import('./types').Application} app
     * @param {...unknown} services Those of `optional`, null where there is none.
     */
    activate: (app, ...services) => {
      const named = wanted.map(([key], at) => [key, services[at]]);
      activate(lab, app, /** @type {import('./types').Services} */ (Object.fromEntries(named)));
    },
  };
}

/**
 * @param {import('./types').Lab} lab
 * @param {import('./types').Application} app
 * @param {import('./types').Services} services
 */
function activate(lab, app, { restorer, palette, themes, launcher, files, rendermime }) {
  addStyle();
  const icon = new lab.LabIcon({ name: 'itool:image-tool', svgstr: IMAGE_TOOL });
  const badges = {
    linked: new lab.LabIcon({ name: 'itool:linked', svgstr: LINKED }),
    lazy: new lab.LabIcon({ name: 'itool:lazy', svgstr: LAZY }),
    watched: new lab.LabIcon({ name: 'itool:watched', svgstr: WATCHED }),
  };
  const fleet = new Fleet(lab);
  const tabs = new Tabs(lab, app, fleet, icon, themes);
  const panel = new Panel(lab, fleet, icon, badges, (command, args) => {
    void app.commands.execute(command, args);
  });
  app.shell.add(panel.widget, 'left', { rank: 350 });
  app.shell.currentChanged?.connect(() => panel.mark(tabs.current));
  addCommands({ lab, app, fleet, tabs, panel, icon, palette, launcher, files });
  rendermime?.addFactory({
    safe: true,
    mimeTypes: [CELL_TYPE],
    createRenderer: () => cellRenderer(lab, fleet, tabs),
  });
  if (restorer) {
    restorer.add(panel.widget, 'itool-panel');
    restorer.restore(tabs.tracker, {
      command: 'itool:open-viewer',
      name: (tab) => keyOf(tab.content.place),
      args: (tab) => ({ ...tab.content.place }),
    });
  }
  fleet.connect();
}

function addStyle() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('style.css', import.meta.url).href;
  document.head.append(link);
}
