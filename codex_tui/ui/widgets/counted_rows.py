"""A list whose rows are counted in slices, so that a text of any length opens at once and keys get their turn."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.lazy_rows import LazyRows
from codex_tui.ui.widgets.row_list import RowList

COUNT_BUDGET_S = 0.012
COUNT_PAUSE_S = 0.004


class CountedRows(RowList):
    """Rows of which the last may not be known yet; going to the end sticks to it until it is."""

    def __init__(self, context: UiContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.is_counting = False
        """Whether there are more rows than are known of so far."""
        self._counted: Sequence[Text] = ()

    def count_rows(self, rows: Sequence[Text]) -> None:
        """Count these from now on, and no others any more."""
        self._counted = rows
        self.is_counting = isinstance(rows, LazyRows) and rows.count_more(COUNT_BUDGET_S)
        if self.is_counting:
            self.set_timer(COUNT_PAUSE_S, lambda: self._count_on(rows))

    def can_follow(self) -> bool:
        """The end is stuck to until it is the real one."""
        return self.is_counting

    def place_text(self) -> str:
        """Where the cursor is, of how many rows."""
        count = self.row_count()
        return f"{min(self.cursor + 1, count):,}/{count:,}{'+' if self.is_counting else ''}"

    def _count_on(self, rows: Sequence[Text]) -> None:
        if rows is self._counted:
            self.count_rows(rows)
            self.sync()
            self.is_following = self.is_following and self.is_counting
            self.post_message(self.CursorMoved(self))
