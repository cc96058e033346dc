"""A list of one-row entries: a cursor, a top row, follow, and nothing else; what the rows are is the subclass's."""

from __future__ import annotations

from collections.abc import Hashable

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.cache import LRUCache

from codex_tui.ui.context import UiContext
from codex_tui.ui.widgets.line_list import LineList


class RowList(LineList):
    """Rows by index; the subclass counts and draws them and says which can hold the cursor."""

    def __init__(self, context: UiContext, *, is_following: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.top = 0
        self.cursor = 0
        self.is_following = is_following
        self._segments: LRUCache[Hashable, list[Segment]] = LRUCache(1024)

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_text(self, index: int, width: int) -> Text:
        """The text of a row, at most `width` cells."""
        raise NotImplementedError

    def row_state(self, index: int) -> Hashable:
        """What the look of a row depends on, so that it is drawn once for each such value; None draws it each time."""
        return None

    def is_selectable(self, index: int) -> bool:
        """Whether the cursor may stand here."""
        return True

    def empty_text(self) -> Text:
        """What stands in an empty list."""
        return Text("")

    def row_segments(self, y: int) -> list[Segment]:
        """Draw one row in view."""
        count = self.row_count()
        if count == 0:
            return self.segments_of(self.empty_text() if y == 0 else Text(), self.body_width)
        index = self.top + y
        return self._cached(index) if index < count else self.segments_of(Text(), self.body_width)

    def extent(self) -> tuple[float, float]:
        """By rows."""
        count = self.row_count()
        return (self.top / count, self.view_height / count) if count else (0.0, 1.0)

    def view_changed(self) -> None:
        """The rows are as wide as the list."""
        self._segments.clear()
        self.sync()

    def sync(self) -> None:
        """The rows have changed: keep the cursor and the top within them, or at the end while following."""
        count = self.row_count()
        if self.is_following:
            self.cursor = max(0, count - 1)
            self.top = max(0, count - self.view_height)
        self.cursor = min(self.cursor, max(0, count - 1))
        self.top = max(0, min(self.top, count - self.view_height))
        self.refresh()

    def forget_rows(self) -> None:
        """The look changed for a reason that no row state tells."""
        self._segments.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """A theme changed."""
        self._segments.clear()
        super().notify_style_update()

    def move_to(self, index: int, direction: int = 1) -> None:
        """Put the cursor on a row, or on the next one in this direction that can hold it, and bring it into view."""
        count = self.row_count()
        index = max(0, min(index, count - 1))
        while 0 <= index < count and not self.is_selectable(index):
            index += direction
        if not 0 <= index < count:
            self.top = 0 if direction < 0 else self.top
            self.refresh()
            return
        self.cursor = index
        self.is_following = self.can_follow() and index == count - 1
        self._bring_into_view(index)
        self.refresh()
        self.post_message(self.CursorMoved(self))

    def can_follow(self) -> bool:
        """Whether the last row holds the list at its end."""
        return False

    def scroll_rows(self, rows: int) -> None:
        """Move the view and leave the cursor; scrolling up stops following, the end starts it again."""
        last_top = max(0, self.row_count() - self.view_height)
        self.top = max(0, min(self.top + rows, last_top))
        self.is_following = self.can_follow() and self.top >= last_top
        self.refresh()

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self.cursor - 1, -1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self.cursor + 1)

    def action_page_up(self) -> None:
        """One page up."""
        self.move_to(self.cursor - self.view_height, -1)

    def action_page_down(self) -> None:
        """One page down."""
        self.move_to(self.cursor + self.view_height)

    def action_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(self.row_count() - 1, -1)

    def action_activate(self) -> None:
        """Open what is under the cursor."""
        if self.row_count():
            super().action_activate()

    def on_click(self, event: events.Click) -> None:
        """A click selects, a double click opens."""
        index = self.top + event.y
        if index >= self.row_count() or not self.is_selectable(index):
            return
        self.move_to(index)
        if event.chain == 2:
            self.action_activate()

    def _bring_into_view(self, index: int) -> None:
        height = self.view_height
        if index < self.top:
            # The rows before the first selectable one are headings, which belong to it.
            self.top = index if any(map(self.is_selectable, range(index))) else 0
        elif index >= self.top + height:
            self.top = index - height + 1

    def _cached(self, index: int) -> list[Segment]:
        palette, width = self.context.palette, self.body_width
        is_cursor = index == self.cursor and self.is_selectable(index)
        under = (palette.cursor_focused if self.has_focus else palette.cursor) if is_cursor else None
        state = self.row_state(index)
        if state is None:
            return self.segments_of(self.row_text(index, width), width, under)
        key = (state, width, under)
        segments = self._segments.get(key)
        if segments is None:
            segments = self._segments[key] = self.segments_of(self.row_text(index, width), width, under)
        return segments
