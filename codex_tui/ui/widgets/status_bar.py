"""The status bar: link, server, model, limits, what waits, the time."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.status import StatusFacts, render_status
from codex_tui.ui.widgets.line_view import LineView


class StatusBar(LineView):
    """One row on top."""

    def __init__(self, context: UiContext, facts_for: Callable[[], StatusFacts]) -> None:
        super().__init__(context, id="status-bar")
        self._facts_for = facts_for
        self._drawn: StatusFacts | None = None

    def sync(self) -> None:
        """Draw again, but only where something is different."""
        if self._facts_for() != self._drawn:
            self.refresh()

    def row_strip(self, y: int) -> Strip:
        """The row."""
        self._drawn = self._facts_for()
        return self.strip_of(render_status(self._drawn, self.size.width, self.context.palette), self.size.width)
