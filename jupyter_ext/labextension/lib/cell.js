// @ts-check
/** A viewer in the output of a notebook cell. */

import { make } from './dom.js';

/** `display({CELL_TYPE: {manager: 0, viewer: "1f0c9a52"}}, raw=True)` in Python. */
export const CELL_TYPE = 'application/vnd.itool.viewer+json';

/**
 * Return a renderer of outputs of type `CELL_TYPE`.
 *
 * @param {import('./types').Lab} lab
 * @param {import('./fleet.js').Fleet} fleet
 * @param {import('./tabs.js').Tabs} tabs
 */
export function cellRenderer(lab, fleet, tabs) {
  const node = make('div', { class: 'itool-Cell' });
  const widget = new lab.Widget({ node });
  /** @type {import('./types').Place | null} */
  let place = null;
  /** @type {boolean | null} */
  let isOpen = null;

  const show = () => {
    if (!place || !fleet.managers) return;
    const row = fleet.viewer(place.manager, place.viewer);
    if (isOpen === Boolean(row)) return;
    isOpen = Boolean(row);
    node.classList.toggle('itool-mod-empty', !isOpen);
    const closed = make('div', { class: 'itool-Note' }, 'This viewer is not open.');
    node.replaceChildren(row ? tabs.frame({ ...place, name: row.name }) : closed);
  };
  fleet.addEventListener('changed', show);
  widget.disposed.connect(() => fleet.removeEventListener('changed', show));
  return Object.assign(widget, {
    /** @param {import('./types').MimeModel} model */
    async renderModel(model) {
      // A saved notebook may come from anybody: these are values, never an address.
      const { manager, viewer } = model.data[CELL_TYPE] ?? {};
      place = { manager: Number(manager), viewer: String(viewer), name: '' };
      isOpen = null;
      show();
    },
  });
}
