"""How the panes share the screen: all at once when wide, under tabs when not, or one of them alone.

Which panes are seen is a matter of classes on the dashboard; the style sheet does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.screen import Screen
from textual.widget import Widget

from codex_tui.ui.widgets.pane import Pane
from codex_tui.ui.widgets.pane_tabs import PaneTabs

MEDIUM_FROM_CELLS = 100
WIDE_FROM_CELLS = 120
BROAD_FROM_CELLS = 180
"""Here the outer columns become wider, too."""
MEDIUM_TABS = ("stream", "inbox")
NARROW_TABS = ("threads", "stream", "inbox", "wire")


class PaneLayout:
    """Shows, hides and maximises the panes of a screen."""

    def __init__(self, screen: Screen[None], panes: Mapping[str, Pane], tabs: PaneTabs) -> None:
        self._screen = screen
        self._panes = panes
        self._tabs = tabs
        self._shown_tab = "stream"

    @property
    def is_maximised(self) -> bool:
        """Whether one pane has the whole screen."""
        return self._screen.has_class("-maximised")

    def name_of(self, widget: Widget) -> str:
        """The name of the pane that holds this content; empty where none does."""
        return next((name for name, pane in self._panes.items() if pane.content is widget), "")

    def show(self, name: str) -> None:
        """Bring a pane into view and focus it."""
        self.reveal(name)
        self._panes[name].focus_content()

    def reveal(self, name: str) -> None:
        """Bring a pane into view, and leave the focus where it is."""
        if self.is_maximised:
            self._maximise(name)
        self._show_tab(name)

    def refit(self) -> None:
        """The screen has another size: the tabs are those of its width."""
        self._show_tab(self._shown_tab)

    def toggle_maximised(self) -> None:
        """Give the focused pane the whole screen, or give it back."""
        if self.is_maximised:
            self._screen.remove_class("-maximised", "-wire-whole")
        else:
            self._maximise(next((name for name, pane in self._panes.items() if pane.is_focused), self._shown_tab))

    def _show_tab(self, name: str) -> None:
        """Give the shared space to a pane; where the width has room for all, nothing is hidden."""
        width = self._screen.size.width
        tabs = NARROW_TABS if width < MEDIUM_FROM_CELLS else MEDIUM_TABS if width < WIDE_FROM_CELLS else ()
        if name in tabs or not tabs:
            self._shown_tab = name
        shown = self._shown_tab if self._shown_tab in tabs or not tabs else "stream"
        for pane_name in self._panes:
            self._screen.set_class(pane_name == shown, f"-show-{pane_name}")
        self._tabs.set_tabs(tabs, shown)

    def _maximise(self, name: str) -> None:
        self._screen.add_class("-maximised")
        self._screen.set_class(name == "wire", "-wire-whole")
        for pane_name, pane in self._panes.items():
            pane.set_class(pane_name == name, "-whole")
