// Shapes of what travels between a page and the manager; see itool/model/scene.py
// and itool/web/session.py. Checked by tsc only, never served.

/** BokehJS, loaded by the page as a script. */
declare const Bokeh: any;

type AxisKind = "number" | "datetime" | "label" | "log";

/** What positions along an axis count: each is `scale` of `measure`. */
interface Gauge {
  measure: string;
  scale: number;
}

interface PanelAxis {
  dim: string;
  caption: string;
  kind: AxisKind;
  extent: [number, number];
  limits: [number, number] | null;
  is_inverted: boolean;
  size: number;
  ruler: string[];
  gauge: Gauge;
}

interface Mark {
  cursor: string;
  dim: string;
  position: number;
  band: [number, number];
  color: string;
  is_active: boolean;
}

interface Shape {
  region: string;
  kind: "polygon" | "polyline" | "rectangle" | "circle";
  dims: [string, string];
  points: [number, number][];
  outline: [number, number][];
  handles: [number, number][];
  width: number;
  label: string;
  color: string;
  is_active: boolean;
}

interface RegionControl {
  id: string;
  label: string;
  kind: Shape["kind"];
  color: string;
  dims: [string, string];
  points: [number, number][];
  width: number;
  visible: boolean;
  is_active: boolean;
  area_units: string;
  length_units: string;
}

interface Guide {
  fold: number;
  angle: number;
  visible: boolean;
}

interface PanelScene {
  id: string;
  kind: "image" | "profile";
  cell: [number, number];
  x: PanelAxis;
  y: PanelAxis;
  layers: { id: string; color: string }[];
  marks: Mark[];
  shows_x: boolean;
  shows_y: boolean;
  shapes: Shape[];
  rays: [number, number, number, number][];
  associated: { id: string; color: string }[];
  twin: PanelAxis | null;
}

interface DimControl {
  dim: string;
  caption: string;
  size: number;
  index: number;
  value: number;
  text: string;
  bins: number;
  width: string;
  is_panel: boolean;
  step: number;
  lowest: number;
  highest: number;
  is_numeric: boolean;
}

interface CursorControl {
  id: string;
  color: string;
  visible: boolean;
  is_active: boolean;
}

type NormKind = "linear" | "log" | "symlog" | "asinh" | "centered";

interface ColorScale {
  cmap: string;
  gamma: number;
  reverse: boolean;
  limits: [number, number] | null;
  norm: NormKind;
  center: number;
  linear_width: number | null;
  percentiles: [number, number] | null;
  fits_view: boolean;
}

interface CoordControl {
  name: string;
  caption: string;
  dims: string[];
  text: string;
  color: string;
  can_draw: boolean;
}

interface PlayControl {
  dim: string;
  rate: number;
  step: number;
  is_on: boolean;
}

interface ProfileScale {
  norm: "none" | "mean" | "max" | "area";
  log: boolean;
  offset: number;
}

type Reducer = "mean" | "sum" | "min" | "max" | "median" | "std";

interface CursorColors {
  cmap: string;
  by: string;
}

interface SceneFields {
  cursor_colors: CursorColors | null;
  coords: string[];
  associated: CoordControl[];
  title: string;
  subtitle: string;
  rows: number[];
  columns: number[];
  cursors: CursorControl[];
  color: ColorScale;
  part: "abs" | "angle" | "real" | "imag" | null;
  value_caption: string;
  order: string[];
  reducer: Reducer;
  profile: ProfileScale;
  snap: boolean;
  equal_aspect: boolean;
  channel: string;
  channels: string[];
  filters: FilterControl[];
  link: string;
  guide: Guide;
  regions: RegionControl[];
  is_busy: boolean;
  work: string;
  progress: number | null;
  timing: string;
  message: string;
  can_undo: boolean;
  can_redo: boolean;
  playing: PlayControl[];
}

interface Scene extends SceneFields {
  panels: PanelScene[];
  controls: DimControl[];
}

interface ScenePatch extends Partial<SceneFields> {
  panel_ids?: string[];
  panels?: Record<string, Partial<PanelScene>>;
  control_ids?: string[];
  controls?: Record<string, Partial<DimControl>>;
}

type Samples = Float32Array | Float64Array;

/** [first sample, one past the last, step] */
type SampleWindow = [number, number, number];

/** Which sample has which level, see itool/model/norm.py and js/lib/norm.js. */
interface NormValues {
  kind: NormKind;
  low: number;
  high: number;
  gamma: number;
  center: number;
  width: number;
}

interface FrameHead {
  panel: string;
  layer: string;
  buffer?: number;
  value?: number | null;
  /** Rows, columns, and 4 if pixels are red, green, blue and opacity. */
  shape?: [number, number, number?];
  windows?: SampleWindow[];
  limits?: [number, number];
  norm?: NormValues;
  ticks?: number[];
  range?: [number | null, number | null];
}

interface UpdateHead {
  t: "update";
  n: number;
  call: number;
  scene?: ScenePatch;
  colors?: number;
  frames: FrameHead[];
  buffers: [string, number, number][];
}

interface Update {
  head: UpdateHead;
  arrays: (Uint8Array | Samples)[];
}

interface CommandInfo {
  name: string;
  title: string;
  target: "manager" | "viewer";
  menu: string;
  shortcut: string;
  copies: boolean;
  /** What a page does instead of running a command. */
  act?: () => void;
}

/** See itool/core/forms.py. */
interface OperationEntry {
  name: string;
  title: string;
}

interface FieldForm {
  name: string;
  title: string;
  type: string;
  value: any;
  choices: [string, string][];
  rows: [string, string, string][];
  unit: string;
  is_integer: boolean;
}

interface OperationForm {
  name: string;
  kind: string;
  title: string;
  about: string;
  is_filter: boolean;
  fields: FieldForm[];
  filters: number;
}

interface FilterControl {
  title: string;
  detail: string;
  is_on: boolean;
}

interface Swatch {
  name: string;
  colors: string[];
}

interface ManagerInfo {
  index: number;
  pid: number;
  version: string;
}

interface Welcome {
  t: "welcome";
  kind: "view" | "list";
  viewer: string;
  manager: ManagerInfo;
  commands: CommandInfo[];
  shortcuts: Record<string, string>;
  cmaps: Swatch[];
  operations: OperationEntry[];
}

interface Row {
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
  parent: string;
  depth: number;
}

interface Trouble {
  code: string;
  message: string;
  hint: string;
}

interface Ticks {
  positions: number[];
  texts: string[];
  context: string;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Window {
  ITOOL: any;
  STATS: any;
}
