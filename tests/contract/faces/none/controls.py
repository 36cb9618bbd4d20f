"""The probe of no window: cursors, dims and profiles in its sidebar."""

from __future__ import annotations

from tests.contract.faces.none.window import NoneWindow


class NoneControls(NoneWindow):
    """Cursors, dims and profiles in its sidebar."""

    def set_index(self, dim: str, index: int) -> None:
        self._run("cursor.place", index={dim: index})

    def set_value(self, dim: str, value: float | str) -> None:
        self._run("cursor.move", point={dim: value})

    def set_bins(self, dim: str, bins: float | str) -> None:
        if isinstance(bins, int):
            self._run("cursor.bin", bins={dim: bins})
        else:
            self._run("cursor.width", width={dim: bins})

    def play(self, dim: str) -> None:
        self._run("cursor.play", dim=dim)

    def set_profile(self, norm: str = "", offset: float | None = None) -> None:
        if norm:
            self._run("profile.norm", norm=norm)
        if offset is not None:
            self._run("profile.offset", offset=offset)

    def set_reducer(self, reducer: str) -> None:
        self._run("cursor.reducer", reducer=reducer)

    def set_slider(self, dim: str, index: int) -> None:
        self._run("cursor.place", index={dim: index})

    def draw_coord(self, coord: str) -> None:
        self._run("profile.coord", coord=coord)

    @property
    def readings(self) -> dict[str, str]:
        return {control.name: control.text for control in self._shown.associated}

    def toggle(self, what: str) -> None:
        known = {"snap": "cursor.snap", "equal": "view.equal", "rgb": "view.rgb"}
        self._run(known.get(what, f"color.{what}"))

    def swap(self, dim: str, other: str) -> None:
        self._run("view.swap", first=dim, second=other)

    def invert(self, dim: str) -> None:
        self._run("view.invert", dim=dim)

    def add_cursor(self) -> None:
        self._run("cursor.add")

    def activate(self, cursor: str) -> None:
        self._run("cursor.activate", cursor=cursor)

    def choose_of(self, cursor: str, entry: str) -> None:
        name, args = {
            "Hide": ("show", {"visible": False}),
            "Show": ("show", {"visible": True}),
            "Centre": ("center", {}),
            "Remove": ("remove", {}),
        }[entry]
        self._run(f"cursor.{name}", cursor=cursor, **args)

    def set_cursor_colors(self, source: str) -> None:
        by = source.removeprefix("by ") if source.startswith("by ") else ""
        self._run("cursor.colors", cmap="" if source == "own" else "turbo", by=by)

    def set_cursor_color(self, color: str) -> None:
        self._run("cursor.color", color=color)

    def index(self, dim: str) -> int:
        return self._control(dim).index

    def text(self, dim: str) -> str:
        return self._control(dim).text

    def is_playing(self, dim: str) -> bool:
        return any(each.dim == dim and each.is_on for each in self._shown.playing)

    @property
    def reducer(self) -> str:
        return self._shown.reducer

    def bins(self, dim: str) -> int:
        return self._control(dim).bins

    @property
    def sliders(self) -> tuple[str, ...]:
        return tuple(c.dim for c in self._shown.controls if not c.is_panel)
