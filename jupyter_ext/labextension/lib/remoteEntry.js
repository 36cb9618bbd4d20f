// @ts-check
/**
 * The container that JupyterLab loads. There is no bundler: JupyterLab expects
 * `window._JUPYTERLAB[name] = {init(shareScope), get(module)}` and `get` to promise a
 * factory of the module; what JupyterLab shares comes out of the scope.
 *
 * The folder is not called `static`, because JupyterLab serves folders of that name as
 * immutable for a year: an upgraded panel would not be fetched.
 */
(() => {
  const NAME = 'itool-panel';
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

  /** @type {import('./types').ShareScope} */
  let scope = {};

  /**
   * Return a package that JupyterLab shares, or null if this front end has none.
   *
   * @param {string} name
   */
  async function shared(name) {
    const versions = scope[name];
    if (!versions) return null;
    const newest = Object.keys(versions).sort((a, b) =>
      a.localeCompare(b, undefined, { numeric: true }),
    );
    const key = newest.find((version) => versions[version]?.loaded) ?? newest.at(-1);
    const factory = await versions[String(key)]?.get();
    return factory?.() ?? null;
  }

  const containers = /** @type {import('./types').Containers} */ (
    /** @type {any} */ (window)._JUPYTERLAB ??= {}
  );
  containers[NAME] = {
    init: (given) => {
      scope = given;
    },
    get: async (module) => {
      if (module !== './extension') throw new Error(`${NAME} has no module ${module}`);
      /** @type {typeof import('./plugin.js')} */
      const { makePlugin } = await import(new URL('plugin.js', here).href);
      const plugin = await makePlugin(NAME, shared);
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
