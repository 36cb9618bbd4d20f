/**
 * The parts of JupyterLab that the panel uses, as JupyterLab 4.2 and later have them.
 * Written by hand so that no package of JupyterLab is needed to check the panel.
 */

export interface Shared {
  loaded?: boolean | number;
  get(): Promise<() => any>;
}
export type ShareScope = Record<string, Record<string, Shared>>;
export interface Container {
  init(scope: ShareScope): void;
  get(module: string): Promise<() => unknown>;
}
export type Containers = Record<string, Container>;
export type Find = (name: string) => Promise<any>;

export interface Signal<Args = unknown> {
  connect(slot: (sender: any, args: Args) => void): boolean;
}

export interface Title {
  label: string;
  caption: string;
  icon: Icon;
  closable: boolean;
  className: string;
}

export interface Widget {
  id: string;
  readonly node: HTMLElement;
  readonly title: Title;
  readonly isAttached: boolean;
  readonly isDisposed: boolean;
  readonly disposed: Signal;
  addClass(name: string): void;
  toggleClass(name: string, on?: boolean): boolean;
  close(): void;
  dispose(): void;
}
export interface Panel extends Widget {
  addWidget(widget: Widget): void;
}

export interface Icon {
  element(options?: {
    tag?: string;
    stylesheet?: string;
    className?: string;
    width?: string;
    height?: string;
  }): HTMLElement;
}

export type Args = Record<string, any>;

export interface Commands {
  addCommand(
    id: string,
    options: {
      label: string | ((args: Args) => string);
      caption?: string | ((args: Args) => string);
      icon?: Icon | ((args: Args) => Icon | undefined);
      isVisible?: (args: Args) => boolean;
      isEnabled?: (args: Args) => boolean;
      execute: (args: Args) => unknown;
    },
  ): void;
  execute(id: string, args?: object): Promise<any>;
}

export interface Application {
  commands: Commands;
  shell: {
    add(widget: Widget, area: string, options?: Args): void;
    activateById(id: string): void;
    currentWidget: Widget | null;
    currentChanged?: Signal;
  };
  contextMenu: {
    addItem(item: {
      command?: string;
      type?: string;
      selector: string;
      rank?: number;
      args?: Args;
    }): void;
  };
  contextMenuHitTest(test: (node: HTMLElement) => boolean): HTMLElement | undefined;
  restored: Promise<void>;
  serviceManager: { contents: { localPath(path: string): string } };
}

export interface MainAreaWidget extends Widget {
  toolbar: Widget & { hide(): void };
  content: Widget & { place: Place; made: number };
}
export interface Tracker {
  add(widget: Widget): Promise<void>;
  save(widget: Widget): Promise<void>;
  find(test: (widget: MainAreaWidget) => boolean): MainAreaWidget | undefined;
  forEach(visit: (widget: MainAreaWidget) => void): void;
}

export interface Restorer {
  add(widget: Widget, name: string): void;
  restore(
    tracker: Tracker,
    options: {
      command: string;
      name: (widget: MainAreaWidget) => string;
      args: (widget: MainAreaWidget) => Args;
    },
  ): unknown;
}
export interface Palette {
  addItem(item: { command: string; category: string; args?: Args }): void;
}
export interface Launcher {
  add(item: { command: string; category: string; rank?: number; args?: Args }): void;
}
export interface ThemeManager {
  theme: string | null;
  isLight(theme: string): boolean;
  themeChanged: Signal;
}
export interface FileBrowser {
  selectedItems(): Iterable<{ path: string; name: string; type: string }>;
}

export interface FileBrowsers {
  tracker: { currentWidget: FileBrowser | null };
}

export interface ServerSettings {
  baseUrl: string;
  wsUrl: string;
  token: string;
  appendToken: boolean;
}

/** What `gather` in lab.js takes from JupyterLab's shared packages. */
export interface Lab {
  Widget: new (options?: { node?: HTMLElement }) => Widget;
  Panel: new () => Panel;
  SidePanel: new (options: {
    content: Panel;
  }) => Widget & { toolbar: { addItem(name: string, item: Widget): boolean } };
  MainAreaWidget: new (options: { content: Widget }) => MainAreaWidget;
  WidgetTracker: new (options: { namespace: string }) => Tracker;
  ToolbarButton: new (options: {
    icon?: Icon;
    label?: string;
    tooltip?: string;
    className?: string;
    onClick: () => void;
  }) => Widget;
  LabIcon: new (options: { name: string; svgstr: string }) => Icon;
  icons: Record<'add' | 'caretDown' | 'close' | 'stop' | 'launch', Icon>;
  Notification: { error(message: string, options?: Args): string };
  InputDialog: {
    getText(options: Args): Promise<{ button: { accept: boolean }; value: string | null }>;
    getItem(options: Args): Promise<{ button: { accept: boolean }; value: string | null }>;
  };
  Dialog: { cancelButton(options?: Args): unknown; warnButton(options?: Args): unknown };
  showDialog(options: Args): Promise<{ button: { accept: boolean } }>;
  settings(): ServerSettings;
  request(url: string, init: RequestInit): Promise<Response>;
  join(...parts: string[]): string;
  tokens: Record<keyof Services, unknown>;
}

/** Services of JupyterLab; undefined or null where a front end has none. */
export interface Services {
  restorer?: Restorer | null;
  palette?: Palette | null;
  themes?: ThemeManager | null;
  launcher?: Launcher | null;
  files?: FileBrowsers | null;
  rendermime?: {
    addFactory(factory: {
      safe: boolean;
      mimeTypes: string[];
      createRenderer: () => Widget & { renderModel(model: MimeModel): Promise<void> };
    }): void;
  } | null;
}
export interface MimeModel {
  data: Record<string, any>;
}

/** One line of a manager's list of viewers. */
export interface Row {
  id: string;
  index: number;
  name: string;
  dims: string[];
  shape: number[];
  dtype: string;
  nbytes: number;
  is_lazy: boolean;
  link: string;
  is_shown: boolean;
  source: string;
  watched: string;
  is_connected: boolean;
  /** Id of the viewer it was made from, if it is listed under that. */
  parent: string;
  /** How far it is indented; parents come before their children. */
  depth: number;
}

/** A live manager, as the server extension describes it. */
export interface Manager {
  index: number;
  id: string;
  pid: number;
  version: string;
  started: string;
  url: string | null;
  workspace: string | null;
  /** Why its list may be out of date; empty if it is not. */
  problem: string;
  viewers: Row[];
}

/** What a tab shows: a viewer, or the list of a manager if `viewer` is empty. */
export interface Place {
  manager: number;
  viewer: string;
  name: string;
}
