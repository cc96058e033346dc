"""The replay bar stands where the composer is in a session of its own; a click on its track goes there."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip

from codex_tui.state.replay import ReplayStatus
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.replay import render_replay
from codex_tui.ui.widgets.line_view import LineView


class ReplayBar(LineView):
    """One row."""

    class PlaceChosen(Message):
        """A click on the track; `fraction` is of its length."""

        def __init__(self, fraction: float) -> None:
            super().__init__()
            self.fraction = fraction

    def __init__(self, context: UiContext, status_now: Callable[[], ReplayStatus]) -> None:
        super().__init__(context, id="replay-bar")
        self._status_now = status_now
        self._drawn: ReplayStatus | None = None

    def sync(self) -> None:
        """Draw again, but only where something is different."""
        if self._status_now() != self._drawn:
            self.refresh()

    def row_strip(self, y: int) -> Strip:
        """The row."""
        self._drawn = self._status_now()
        return self.strip_of(self._row(self._drawn), self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Go where the track was clicked."""
        if self._drawn is None:
            return
        plain = self._row(self._drawn).plain
        start = next((at for at, letter in enumerate(plain) if letter in "━●─"), None)
        if start is None:
            return
        length = sum(letter in "━●─" for letter in plain)
        if start <= event.x < start + length:
            self.post_message(self.PlaceChosen((event.x - start) / length))

    def _row(self, status: ReplayStatus) -> Text:
        return render_replay(status, self.size.width, self.context.palette, tz=self.context.tz)
