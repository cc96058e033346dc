"""What is known of the thread under the cursor: where it works, how it is set, where it comes from."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.thread_rows import thread_details
from codex_tui.ui.widgets.line_view import LineView


class ThreadDetails(LineView):
    """Three rows below the threads."""

    def __init__(self, context: UiContext, thread_id: Callable[[], str | None]) -> None:
        super().__init__(context)
        self._chosen_id = thread_id

    def row_strip(self, y: int) -> Strip:
        """One of the rows."""
        thread_id, width = self._chosen_id(), self.size.width
        record = self.context.model.threads.get(thread_id) if thread_id is not None else None
        rows = (
            thread_details(record, width, self.context.palette, self.context.now(), self.context.home)
            if record is not None
            else []
        )
        return self.strip_of(rows[y] if y < len(rows) else Text(), width)
