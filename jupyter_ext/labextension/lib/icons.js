// @ts-check
/** Our icons; the classes let JupyterLab colour them by theme. */

/** Panel, tabs and launcher: a cut image under a crosshair. */
export const IMAGE_TOOL = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M4 3h16a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm1 2v14h14V5z"/>
    <path d="M9 5h1.6v14H9z"/>
    <path d="M5 13.2h14v1.6H5z"/>
    <path opacity=".45" d="M12.2 6.6h5.2v5h-5.2z"/>
  </g>
</svg>`;

/** A viewer that moves with others. */
export const LINKED = `<svg xmlns="http://www.w3.org/2000/svg" width="14" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M10.6 13.4a1 1 0 0 1-1.4 1.4 5 5 0 0 1 0-7l3-3a5 5 0 0 1 7 7l-1.5 1.5a6.7 6.7 0 0 0-.3-2.4l.4-.5a3 3 0 1 0-4.2-4.2l-3 3a3 3 0 0 0 0 4.2zm2.8-2.8a1 1 0 0 1 1.4-1.4 5 5 0 0 1 0 7l-3 3a5 5 0 0 1-7-7l1.5-1.5c0 .8.1 1.6.3 2.4l-.4.5a3 3 0 1 0 4.2 4.2l3-3a3 3 0 0 0 0-4.2z"/>
</svg>`;

/** A viewer whose samples are read from a file when they are wanted. */
export const LAZY = `<svg xmlns="http://www.w3.org/2000/svg" width="14" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M6 2h9l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm8 1.8V8h4.2zM6 4v16h12V10h-6V4zm5 8v4.2l-1.6-1.6L8 16l4 4 4-4-1.4-1.4-1.6 1.6V12z"/>
</svg>`;

/** A viewer that follows a variable of a notebook. */
export const WATCHED = `<svg xmlns="http://www.w3.org/2000/svg" width="14" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M4 7h11.2l-2.6-2.6L14 3l5 5-5 5-1.400-1.400L15.200 9H4zm16 10H8.800l2.600 2.600L10 21l-5-5 5-5 1.400 1.400L8.800 15H20z"/>
</svg>`;
