// @ts-check
/** The plugin: puts panel, tabs, commands, menus and launcher together. */

import { addCommands } from './commands.js';
import { Fleet } from './fleet.js';
import { IMAGE_TOOL, LAZY, LINKED } from './icons.js';
import { gather } from './lab.js';
import { Panel } from './panel.js';
import { Tabs, keyOf } from './tabs.js';

/**
 * @param {string} name
 * @param {import('./types').Find} shared
 */
export async function makePlugin(name, shared) {
  const lab = await gather(shared);
  const { tokens } = lab;
  return {
    id: `${name}:plugin`,
    description: 'Live ImageTool managers, and their viewers as tabs.',
    autoStart: true,
    optional: [
      tokens.restorer,
      tokens.palette,
      tokens.themes,
      tokens.launcher,
      tokens.files,
    ].filter(Boolean),
    /**
     * @param {import('./types').Application} app
     * @param {...any} services Those of `optional`, null where there is none.
     */
    activate: (app, ...services) => {
      /** @type {(token: unknown) => any} */
      const service = (token) => {
        const at = [tokens.restorer, tokens.palette, tokens.themes, tokens.launcher, tokens.files]
          .filter(Boolean)
          .indexOf(token);
        return at < 0 ? null : services[at];
      };
      activate(lab, app, {
        restorer: service(tokens.restorer),
        palette: service(tokens.palette),
        themes: service(tokens.themes),
        launcher: service(tokens.launcher),
        files: service(tokens.files),
      });
    },
  };
}

/**
 * @param {import('./types').Lab} lab
 * @param {import('./types').Application} app
 * @param {{
 *   restorer: import('./types').Restorer | null,
 *   palette: import('./types').Palette | null,
 *   themes: import('./types').ThemeManager | null,
 *   launcher: import('./types').Launcher | null,
 *   files: import('./types').FileBrowsers | null,
 * }} services
 */
function activate(lab, app, { restorer, palette, themes, launcher, files }) {
  addStyle();
  const icon = new lab.LabIcon({ name: 'itool:image-tool', svgstr: IMAGE_TOOL });
  const badges = {
    linked: new lab.LabIcon({ name: 'itool:linked', svgstr: LINKED }),
    lazy: new lab.LabIcon({ name: 'itool:lazy', svgstr: LAZY }),
  };
  const fleet = new Fleet(lab);
  const tabs = new Tabs(lab, app, fleet, icon, themes);
  const panel = new Panel(lab, fleet, icon, badges, (command, args) => {
    void app.commands.execute(command, args);
  });
  app.shell.add(panel.widget, 'left', { rank: 350 });
  addCommands({ lab, app, fleet, tabs, panel, icon, palette, launcher, files });
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
