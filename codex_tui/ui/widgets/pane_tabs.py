"""The tabs that name the panes where not all of them fit; which they are depends on the width."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.widgets.line_view import LineView

PANE_NAMES = {"threads": "Threads", "stream": "Stream", "inbox": "Inbox", "wire": "Wire log"}


class PaneTabs(LineView):
    """One row of names; a click shows the pane."""

    class TabChosen(Message):
        """Show a pane."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, context: UiContext, pending_count: Callable[[], int], left: Callable[[str], int]) -> None:
        """`left` is the column where the pane of a name begins, over which the tabs stand."""
        super().__init__(context, id="pane-tabs")
        self._left = left
        self.names: tuple[str, ...] = ()
        self.shown = ""
        self._pending_count = pending_count
        self._spans: list[tuple[int, int, str]] = []

    def set_tabs(self, names: tuple[str, ...], shown: str) -> None:
        """Which panes share the space, and which of them has it."""
        if (names, shown) != (self.names, self.shown):
            self.names, self.shown = names, shown
            self.refresh()

    def row_strip(self, y: int) -> Strip:
        """The names, the shown one in the accent colour."""
        palette = self.context.palette
        text = Text(" " * (self._left(self.shown) - 1))
        self._spans = []
        for name in self.names:
            if self._spans:
                text.append("│", palette.faint)
            label = PANE_NAMES[name]
            waiting = self._pending_count() if name == "inbox" else 0
            if waiting:
                label += f" {waiting} ⚠"
            start = text.cell_len
            style = palette.accent + palette.strong if name == self.shown else palette.muted
            text.append(f" {label} ", palette.warning if waiting and name != self.shown else style)
            self._spans.append((start, text.cell_len, name))
        return self.strip_of(text[: self.size.width], self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the pane under the mouse."""
        for start, end, name in self._spans:
            if start <= event.x < end:
                self.post_message(self.TabChosen(name))
