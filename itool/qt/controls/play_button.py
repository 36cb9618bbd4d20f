"""PlayButton: lets a cursor run along one dimension by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QActionGroup
from PyQt6.QtWidgets import QMenu, QToolButton

if TYPE_CHECKING:
    from itool.model.control import PlayControl
    from itool.qt.panels.panel import Run

RATES = (1, 2, 5, 10, 20, 30, 60)
STEPS = (1, 2, 5, 10, -1)


class PlayButton(QToolButton):
    """Plays and pauses; its menu has the speed and the step.

    Parameters
    ----------
    run : Run
        Runs commands on the viewer.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._dim = ""
        self._rate, self._step = 10.0, 1
        self.setCheckable(True)
        self.setObjectName("quiet")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.clicked.connect(self._play)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.show_playing("", None)

    def show_playing(self, dim: str, playing: PlayControl | None) -> None:
        """Show how `dim` is played; None if it never was."""
        self._dim = dim
        is_on = playing is not None and playing.is_on
        if playing is not None:
            self._rate, self._step = playing.rate, playing.step
        tip = f"{'Stop' if is_on else 'Play'} {dim}: "
        tip += f"{self._rate:g} steps a second of {self._step}"
        if self.isChecked() != is_on or self.toolTip() != tip:
            self.setChecked(is_on)
            self.setText("❚❚" if is_on else "▶")
            self.setToolTip(tip)

    def choose(self, rate: float, step: int) -> None:
        """Play at another speed or with another step, now or from the next time on."""
        self._run(
            "cursor.play", dim=self._dim, on=self.isChecked(), rate=rate, step=step
        )

    def _play(self, on: bool) -> None:
        self._run("cursor.play", dim=self._dim, on=on)

    def _fill(self) -> None:
        menu = self.menu()
        if menu is None:
            return
        menu.clear()
        menu.addSection("Speed")
        speeds = QActionGroup(menu)
        for rate in RATES:
            action = menu.addAction(f"{rate} steps a second")
            if action is not None:
                action.setCheckable(True)
                action.setChecked(rate == self._rate)
                speeds.addAction(action)
                action.triggered.connect(
                    lambda _, r=rate: self.choose(float(r), self._step)
                )
        menu.addSection("Step")
        steps = QActionGroup(menu)
        for step in STEPS:
            name = "backwards" if step < 0 else f"{step} sample{'s' * (step > 1)}"
            action = menu.addAction(name)
            if action is not None:
                action.setCheckable(True)
                action.setChecked(step == self._step)
                steps.addAction(action)
                action.triggered.connect(lambda _, s=step: self.choose(self._rate, s))
