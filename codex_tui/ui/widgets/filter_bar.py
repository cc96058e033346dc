"""The filter of a list: typed below it, applied as it is typed; enter keeps it, escape clears it."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from codex_tui.ui.widgets.text_field import Masking


class FilterBar(Input):
    """One row that is only there while it is used."""

    class Closed(Message):
        """The person is done with it; without `is_kept` the filter is to be cleared."""

        def __init__(self, bar: FilterBar, *, is_kept: bool) -> None:
            super().__init__()
            self.bar = bar
            self.is_kept = is_kept

    def __init__(self, pane_name: str) -> None:
        super().__init__(placeholder="filter", compact=True, highlighter=Masking(), id=f"{pane_name}-filter")
        self.pane_name = pane_name

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "escape", "down"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Closed(self, is_kept=event.key != "escape"))
        else:
            await super()._on_key(event)
