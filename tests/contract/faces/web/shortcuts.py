"""The probe of a page: shortcuts."""

from __future__ import annotations

from tests.contract.faces.web.window import KEYS, WebWindow

BUTTONS = {"edit.undo": "Undo", "view.transpose": "Swap rows and columns"}


class WebShortcuts(WebWindow):
    """Shortcuts."""

    def change_shortcut(self, title: str, keys: str, *, take: bool = False) -> str:
        dialog = self.page.locator("dialog.shortcuts")
        row = dialog.locator("tbody tr").first
        *held, key = (KEYS.get(name, name) for name in keys.split("+"))
        if len(key) == 1 and "Shift" not in held:
            key = key.lower()

        def change() -> None:
            self._open_dialog()
            dialog.get_by_role("searchbox").fill(title)
            if keys == "Reset":
                row.get_by_role("button", name="Reset").click()
            else:
                row.locator(".keys").click()
                self.page.keyboard.press("+".join([*held, key]))

        self._act(change)
        offer = dialog.get_by_role("button", name="Take them")
        if take and self._do(offer.is_visible):
            self._act(offer.click)
        said = self._text(dialog.locator(".trouble"))
        self._act(lambda: self.page.keyboard.press("Escape"))
        return said

    def reset_shortcuts(self) -> None:
        dialog = self.page.locator("dialog.shortcuts")
        self._do(self._open_dialog)
        self._act(dialog.get_by_role("button", name="Reset all").click)
        self._act(lambda: self.page.keyboard.press("Escape"))

    @property
    def shortcuts(self) -> dict[str, str]:
        read = """rows => rows.map(row => [row.querySelector("td").textContent,
            [...row.querySelectorAll("kbd")].map(key => key.textContent).join("+")])"""
        rows = self.page.locator("#help table").first.locator("tr")
        self._do(lambda: self.page.keyboard.press("?"))
        found = dict(self._do(lambda: rows.evaluate_all(read)))
        self._act(lambda: self.page.keyboard.press("Escape"))
        del found["This list"]
        return {title.rstrip("…"): keys for title, keys in found.items()}

    def tip(self, command: str) -> str:
        button = self.page.locator(f'button[title^="{BUTTONS[command]}"]')
        title = str(self._do(lambda: button.get_attribute("title")))
        return title.rpartition(" (")[2].rstrip(")") if "(" in title else ""

    def _open_dialog(self) -> None:
        self.page.evaluate("document.activeElement?.blur()")
        self.page.keyboard.press("?")
        self.page.get_by_role("button", name="Change shortcuts").click()
        self.page.locator("dialog.shortcuts tbody tr").first.wait_for()
