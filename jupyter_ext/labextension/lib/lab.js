// @ts-check
/** What the panel takes from the packages that JupyterLab shares. */

/**
 * @param {import('./types').Find} shared
 * @returns {Promise<import('./types').Lab>}
 */
export async function gather(shared) {
  const [application, apputils, coreutils, services, ui, widgets, launcher, files, rendermime] =
    await Promise.all(
      [
        '@jupyterlab/application',
        '@jupyterlab/apputils',
        '@jupyterlab/coreutils',
        '@jupyterlab/services',
        '@jupyterlab/ui-components',
        '@lumino/widgets',
        '@jupyterlab/launcher',
        '@jupyterlab/filebrowser',
        '@jupyterlab/rendermime',
      ].map(shared),
    );
  const settings = () => services.ServerConnection.makeSettings();
  return {
    Widget: widgets.Widget,
    Panel: widgets.Panel,
    SidePanel: ui.SidePanel,
    MainAreaWidget: apputils.MainAreaWidget,
    WidgetTracker: apputils.WidgetTracker,
    ToolbarButton: ui.ToolbarButton,
    LabIcon: ui.LabIcon,
    icons: {
      add: ui.addIcon,
      caretDown: ui.caretDownIcon,
      close: ui.closeIcon,
      stop: ui.stopIcon,
      launch: ui.launchIcon,
    },
    Notification: apputils.Notification,
    InputDialog: apputils.InputDialog,
    Dialog: apputils.Dialog,
    showDialog: apputils.showDialog,
    settings,
    // Adds the token and the XSRF header, as the server and JupyterHub want them.
    request: (url, init) => services.ServerConnection.makeRequest(url, init, settings()),
    join: coreutils.URLExt.join,
    tokens: {
      restorer: application.ILayoutRestorer,
      palette: apputils.ICommandPalette,
      themes: apputils.IThemeManager,
      launcher: launcher?.ILauncher,
      files: files?.IFileBrowserFactory,
      rendermime: rendermime?.IRenderMimeRegistry,
    },
  };
}
