// @ts-check
/** Questions to the user, asked only where it is not clear what is meant. */

/**
 * @typedef {import('./types').Lab} Lab
 * @typedef {import('./fleet.js').Fleet} Fleet
 */

/** Endings of what a manager opens; folders too, because a Zarr store is one. */
const READABLE = /\.(nc|nc4|cdf|netcdf|h5|hdf5|he5|nxs|zarr|zarr\.zip|nii|nii\.gz|fits|fit|fts|npy)$/i;

/**
 * @param {Lab} lab
 * @param {Fleet} fleet
 * @returns {Promise<import('./types').Place | undefined>}
 */
export async function pickViewer(lab, fleet) {
  const places = (fleet.managers ?? []).flatMap((manager) =>
    manager.viewers.map((row) => ({
      text: `${manager.index} · ${row.index}: ${row.name}`,
      place: { manager: manager.index, viewer: row.id, name: row.name },
    })),
  );
  if (!places.length)
    throw new Error('No ImageTool is open.\nShow an array with `show_in_manager`, or open a file.');
  const answer = await lab.InputDialog.getItem({
    title: 'Open ImageTool',
    label: 'Manager · ImageTool',
    items: places.map(({ text }) => text),
  });
  if (!answer.button.accept) return undefined;
  return places.find(({ text }) => text === answer.value)?.place;
}

/**
 * Return the index of the manager that is meant: the only one, or one that is chosen.
 *
 * @param {Lab} lab
 * @param {Fleet} fleet
 * @param {() => Promise<number>} [start] Starts one if none is live.
 * @returns {Promise<number | undefined>}
 */
export async function pickManager(lab, fleet, start) {
  const managers = fleet.managers ?? [];
  if (!managers.length && start) return start();
  if (managers.length < 2) return managers[0]?.index;
  const texts = managers.map(
    ({ index, viewers }) => `${index}: ${viewers.map((row) => row.name).join(', ') || 'empty'}`,
  );
  const answer = await lab.InputDialog.getItem({
    title: 'Choose a Manager',
    label: 'Manager',
    items: texts,
  });
  if (!answer.button.accept) return undefined;
  return managers[texts.indexOf(answer.value ?? '')]?.index;
}

/**
 * Return the paths that are selected in the file browser, if all can be opened.
 *
 * @param {import('./types').Application} app
 * @param {import('./types').FileBrowsers | null | undefined} files
 * @returns {string[]}
 */
export function pickFiles(app, files) {
  const selected = [...(files?.tracker.currentWidget?.selectedItems() ?? [])];
  if (
    !selected.every(
      ({ name, type }) => READABLE.test(name) && (type !== 'directory' || /\.zarr$/i.test(name)),
    )
  ) {
    return [];
  }
  const { contents } = app.serviceManager;
  return selected.map(({ path }) => contents.localPath(path));
}

/**
 * @param {Lab} lab
 * @param {string} title
 * @param {string} body
 * @param {string} label What the button says that goes on.
 */
export async function isSure(lab, title, body, label) {
  const buttons = [lab.Dialog.cancelButton(), lab.Dialog.warnButton({ label })];
  const answer = await lab.showDialog({ title, body, buttons });
  return answer.button.accept;
}
