"""What a face must be able to do and to show, whatever it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from itool.core.manager import Manager
    from itool.core.viewer import Viewer

Span = tuple[float, float]


class Face(Protocol):
    """One front end with a manager of its own, made anew for every test.

    Attributes
    ----------
    manager : Manager
        An empty manager, on the loop of this front end.
    """

    manager: Manager

    def show(self, viewer: Viewer) -> Probe:
        """Open a window on `viewer` and wait until it is drawn."""

    def settle(self, until: Callable[[], object] | None = None) -> None:
        """Run the loop until nothing is due and `until` holds; fail after 10 s."""

    def close(self) -> None:
        """Close windows and manager; nothing survives."""


class Probe(Protocol):
    """One window, driven and read as a user would.

    Every gesture settles before it returns. Positions are those of the panel's axes;
    they are hit to a screen pixel, so a test lets cursors snap or allows for that.
    """

    def settle(self, until: Callable[[], object] | None = None) -> None:
        """Run the loop until everything is drawn and `until` holds."""

    def wait(self, until: Callable[[], object]) -> None:
        """Run the loop until `until` holds, while things go on moving."""

    # Hands.

    def drag(self, panel: str, cursor: str = "", **to: float) -> None:
        """Take hold of the lines of `cursor` along the dims of `to`; let go there."""

    def drag_together(self, panel: str, **to: float) -> None:
        """Drag the lines of the active cursor with Shift held."""

    def drag_anywhere(self, panel: str, **to: float) -> None:
        """Press beside all lines with Ctrl held, drag, and let go at `to`."""

    def click_line(self, panel: str, cursor: str, dim: str) -> None:
        """Click on a line where no other line is."""

    def pan(self, panel: str, **by: float) -> None:
        """Drag what is visible by so many positions."""

    def zoom(self, panel: str, **at: float) -> None:
        """Turn the wheel towards the screen by one notch over a point: zoom in."""

    def zoom_axis(self, panel: str, dim: str) -> None:
        """Turn the wheel towards the screen by one notch over the middle of an axis.

        The axis of values is that of the dimension "", here and below.
        """

    def pan_values(self, panel: str, share: float) -> None:
        """Drag the axis of values, or what is drawn along it, by a share of it."""

    def fit_values(self, panel: str) -> None:
        """Double-click on the axis of values."""

    def type_range(self, panel: str, **ends: tuple[str, str]) -> str:
        """Type what is to be visible along axes; return what is said against it.

        The axis of values is called `values` here.
        """

    def choose_here(self, panel: str, entry: str, **at: float) -> None:
        """Right-click at a point, or beside all lines, and choose from the menu."""

    def zoom_box(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        """Press at `start` with Alt held, drag, and let go at `to`."""

    def view_all(self, panel: str) -> None:
        """Double-click beside all lines."""

    def press(self, keys: str) -> None:
        """Press keys, in the notation of Qt, with the focus in the window."""

    def set_index(self, dim: str, index: int) -> None:
        """Type an index."""

    def set_value(self, dim: str, value: float | str) -> None:
        """Type a coordinate value."""

    def set_bins(self, dim: str, bins: float | str) -> None:
        """Type a number of bins, or their width if `bins` is a fraction or text."""

    def play(self, dim: str) -> None:
        """Click on the button that plays or stops a dimension without panel."""

    def jump(self, title: str) -> None:
        """Choose the newest change called `title` in the list of history."""

    def command(self, text: str) -> None:
        """Open the palette, type, and run the first command that is found."""

    def export(self, format: str, what: str, path: Path) -> None:
        """Save a panel, "visible" or everything ("") as a file, which is at `path`."""

    def set_profile(self, norm: str = "", offset: float | None = None) -> None:
        """Choose what curves are divided by, or type how far apart they are."""

    def draw_coord(self, coord: str) -> None:
        """Click on the button that draws a coordinate beside profiles."""

    def set_reducer(self, reducer: str) -> None:
        """Choose what becomes of the samples around a cursor."""

    def set_slider(self, dim: str, index: int) -> None:
        """Move the slider of a dimension without panel."""

    def set_colormap(self, name: str) -> None:
        """Choose a colour map from the list of all."""

    def list_colormaps(self, search: str = "", kind: str = "") -> list[str]:
        """Return what the list of colour maps offers; "" is all kinds.

        Every one that is on screen has a swatch.
        """

    def favour_colormap(self, name: str) -> None:
        """Search for a colour map and press Ctrl+B."""

    def set_gamma(self, gamma: float) -> None:
        """Type a gamma."""

    def set_part(self, part: str) -> None:
        """Choose what is shown of complex samples."""

    def set_level(self, end: int, level: float) -> None:
        """Type the value of the first (0) or the last (1) colour."""

    def set_levels(self, low: float, high: float) -> None:
        """Type the values of the first and the last colour."""

    def set_norm(self, name: str) -> None:
        """Choose a norm from the list."""

    def set_pivot(self, value: float) -> None:
        """Type the centre of the norm "centered", or the linear width of another."""

    def set_percentiles(self, low: float, high: float) -> None:
        """Type percentages of samples below the first and the last colour."""

    def drag_bar(self, start: float, stop: float) -> None:
        """Drag on the colour bar between levels, 0 at the bottom to 1 at the top."""

    def press_on_bar(self, keys: str) -> None:
        """Bring the focus to the colour bar and press keys there."""

    def zoom_bar(self, level: float) -> None:
        """Turn the wheel towards the screen by one notch over the colour bar."""

    def reset_bar(self) -> None:
        """Double-click in the middle of the colour bar."""

    def share_levels(self) -> None:
        """Ask that linked viewers share the range of all their arrays."""

    def toggle(self, what: str) -> None:
        """Click on "reverse", "lock", "view", "snap", "equal" or "rgb"."""

    def swap(self, dim: str, other: str) -> None:
        """Choose that two dimensions change places."""

    def invert(self, dim: str) -> None:
        """Choose that the axis of a dimension is turned round."""

    def add_cursor(self) -> None:
        """Click on the button that adds a cursor."""

    def activate(self, cursor: str) -> None:
        """Click on the chip of a cursor."""

    def choose_of(self, cursor: str, entry: str) -> None:
        """Right-click on the chip of a cursor, and choose from the menu."""

    def resize_columns(self, by: float) -> None:
        """Drag the gap between the first two columns by a fraction of both."""

    def set_cursor_colors(self, source: str) -> None:
        """Choose "own", "spread" or "by NAME" as the source of cursors' colours."""

    def set_cursor_color(self, color: str) -> None:
        """Pick the colour of the active cursor."""

    def draw(self, panel: str, kind: str, *points: dict[str, float]) -> None:
        """Choose a tool and draw a region: clicks, or a drag between two points."""

    def drag_shape(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        """Press on a handle or an edge of a region, drag, let go."""

    def double_click(self, panel: str, **at: float) -> None:
        """Double-click at a point."""

    def act_on_region(self, name: str) -> None:
        """Click on the button of a command on the active region."""

    def turn_ray(self, panel: str, ray: int, to: dict[str, float]) -> str:
        """Drag the handle of a guide ray; return what is written beside it."""

    def focus_panel(self, panel: str) -> None:
        """Give an image the focus, as Tab does."""

    def focus_handle(self, panel: str, number: int) -> None:
        """Go with Tab to an image and on to a handle of the active region."""

    def press_there(self, keys: str) -> None:
        """Press keys where the focus is."""

    def rename_region(self, name: str) -> None:
        """Give the active region a name."""

    def recolor_region(self, color: str) -> None:
        """Pick the colour of the active region."""

    def show_region(self) -> None:
        """Hide the active region, or show it again."""

    def mask_here(self, keep: str) -> None:
        """Mask by the active region, in this viewer; keep "inside" or "outside"."""

    def type_point(self, row: int, column: int, value: float) -> None:
        """Open the table of the active region's points, type a number, close it."""

    # Eyes.

    def shapes(self, panel: str) -> dict[str, list[tuple[float, float]]]:
        """Return where regions are drawn: corners (x, y) in positions by id."""

    def rays(self, panel: str) -> int:
        """Return how many guide rays are drawn."""

    @property
    def statistics(self) -> dict[str, float]:
        """Numbers shown of the active region; {} if there is none."""

    @property
    def path_profile(self) -> NDArray[np.floating] | None:
        """Samples drawn of the active path, None if there is none."""

    @property
    def title(self) -> str:
        """The viewer's name."""

    @property
    def message(self) -> str:
        """What the status line says went wrong, or ""."""

    @property
    def is_busy(self) -> bool:
        """Whether the status line shows that something is waited for."""

    @property
    def note(self) -> str:
        """What the status line says while nothing is amiss and nothing waited for."""

    @property
    def value(self) -> float:
        """The sample under the active cursor; NaN if there is none."""

    @property
    def panels(self) -> tuple[str, ...]:
        """Ids of the panels that are visible, in reading order."""

    @property
    def cursors(self) -> tuple[str, ...]:
        """Ids of the cursors that have a chip."""

    @property
    def active(self) -> str:
        """Id of the cursor whose chip is marked."""

    @property
    def can(self) -> set[str]:
        """Those of "undo" and "redo" that are enabled."""

    @property
    def history(self) -> tuple[str, ...]:
        """The list of what was done, newest first; last comes the beginning."""

    @property
    def clipboard(self) -> str:
        """Text on the clipboard."""

    def copied_picture(self, panel: str, entry: str) -> NDArray[np.uint8]:
        """Choose `entry` from a panel's menu; return the picture on the clipboard.

        It has the shape (height, width, 3).
        """

    def is_playing(self, dim: str) -> bool:
        """Return whether the button of `dim` says that it is played."""

    def crosshair(self, panel: str, cursor: str = "") -> dict[str, float]:
        """Return where a cursor's lines are drawn, by dimension; {} if they are not."""

    def color(self, panel: str, cursor: str) -> str:
        """Return the CSS colour of a cursor's lines."""

    def band(self, panel: str, dim: str, cursor: str = "") -> Span:
        """Return the edges of a cursor's shaded band."""

    def image(self, panel: str) -> NDArray[np.uint8] | None:
        """Return the pixels in memory order of the samples, rows first.

        Red, green, blue and opacity are a third axis of an image in true colour.
        """

    def corner(self, panel: str) -> tuple[int, int, int]:
        """Return red, green, blue on screen at the bottom left of the canvas."""

    @property
    def counts(self) -> list[int]:
        """How many samples of the main image the histogram has in each bin."""

    @property
    def bar_labels(self) -> dict[float, float]:
        """Values written beside the colour bar, and the levels that they stand at."""

    def curve(self, panel: str, cursor: str = "") -> NDArray[np.floating] | None:
        """Return the samples of a cursor's curve, None if there is none."""

    def limits(self, panel: str) -> dict[str, Span]:
        """Return the visible positions by dimension; "" is the axis of values."""

    def twin(self, panel: str) -> tuple[str, Span] | None:
        """Return caption and visible values of a profile's second axis, or None."""

    def scales(self, panel: str) -> dict[str, float]:
        """Return how many pixels a position is long, by dimension."""

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        """Return what is written along an axis."""

    def index(self, dim: str) -> int:
        """Return the index that the control shows."""

    def text(self, dim: str) -> str:
        """Return the coordinate value that the control shows."""

    @property
    def readings(self) -> dict[str, str]:
        """What is written of coordinates that are no dimension, by name."""

    @property
    def reducer(self) -> str:
        """What the control says becomes of the samples around a cursor."""

    def bins(self, dim: str) -> int:
        """Return the number of bins that the control shows."""

    @property
    def sliders(self) -> tuple[str, ...]:
        """Dimensions that have a slider because they have no panel."""

    # Shortcuts: the list of them, and the dialog behind it.

    def change_shortcut(self, title: str, keys: str, *, take: bool = False) -> str:
        """Search for a command, press its new keys, take them if need be.

        Return what the dialog says is amiss; "Reset" as keys resets the command.
        """

    def reset_shortcuts(self) -> None:
        """Open the dialog of shortcuts and reset all."""

    @property
    def shortcuts(self) -> dict[str, str]:
        """Keys in the list that "?" opens, by title of their command."""

    def tip(self, command: str) -> str:
        """Return the keys that a button's tool tip names, for "edit.undo" and such."""

    # Operations: a dialog, a list of filters, a text for the clipboard.

    def open_operation(self, name: str) -> None:
        """Open the dialog of an operation by the name of its form."""

    def regrid(self) -> None:
        """Open the dialog that the list of coordinates offers."""

    def fill(self, field: str, value: str | bool) -> None:
        """Type or choose in the open dialog: ``"sigma.kx"`` is the row kx of sigma."""

    def carry_filters_out(self, first: bool) -> None:
        """Choose in the open dialog whether filters come first, or stay layers."""

    def preview(self) -> tuple[str, bool]:
        """Return the code in the open dialog, and whether a picture is shown."""

    def carry_out(self, place: str) -> str:
        """Apply; return what the dialog says is amiss, "" if it has closed."""

    def start(self, place: str) -> None:
        """Apply, and do not wait."""

    @property
    def progress(self) -> float | None:
        """Share that the open dialog says is done; None while it is not known."""

    def abandon(self) -> None:
        """Close the open dialog while it works."""

    @property
    def work(self) -> str:
        """What the status line says is under way, if it offers to give that up."""

    def give_up(self) -> None:
        """Give up what is under way, in the status line."""

    @property
    def filters(self) -> tuple[tuple[str, bool], ...]:
        """Titles of the filters listed, and whether they are ticked."""

    def switch_filter(self, number: int) -> None:
        """Click on the tick of a filter."""

    def edit_filter(self, number: int) -> None:
        """Open the dialog of a filter; `fill` and `carry_out` with "" change it."""

    def filled(self, field: str) -> str:
        """Return what is written in a field of the open dialog."""

    def remove_filter(self, number: int) -> None:
        """Click on the button that removes a filter."""

    def copy_code(self) -> str:
        """Choose "Copy code" and return what is on the clipboard."""
