"""A list of entries of any height, of which only those in view are ever rendered, so that its length does not matter.

While following, the last row of the last entry is held at the bottom; scrolling up stops that.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.cache import LRUCache

from codex_tui.ui.context import UiContext
from codex_tui.ui.entry_window import EntryWindow
from codex_tui.ui.widgets.line_list import LineList

T = TypeVar("T")

MIN_BODY_CELLS = 3


class EntryView(LineList, Generic[T]):
    """Entries by index; the subclass gives them, their rows and a key that outlives reordering."""

    def __init__(self, context: UiContext, *, is_following: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.is_following = is_following
        self.cursor_key: Hashable = None
        self.missed_count = 0
        self._window = EntryWindow(lambda: len(self.entries()), lambda index: len(self._rows(index)))
        self._top_key: Hashable = None
        self._extent = (0.0, 1.0)
        self._last_key: Hashable = None
        self._segments: LRUCache[Hashable, list[Segment]] = LRUCache(2048)

    def entries(self) -> Sequence[T]:
        """All entries, oldest first."""
        raise NotImplementedError

    def key_of(self, entry: T) -> Hashable:
        """The name of an entry."""
        raise NotImplementedError

    def state_of(self, entry: T) -> Hashable:
        """What the look of an entry depends on."""
        raise NotImplementedError

    def rows_at(self, index: int, width: int) -> Sequence[Text]:
        """The rows of the entry at this index, each at most `width` cells; may be none."""
        raise NotImplementedError

    def empty_rows(self, width: int) -> Sequence[Text]:
        """What stands in an empty view."""
        return ()

    def near_start(self) -> None:
        """The first entry has come into view; a place to load older ones."""

    @property
    def cursor_entry(self) -> T | None:
        """The entry under the cursor, if it is still there."""
        index = self._cursor_index()
        return None if index is None else self.entries()[index]

    def sync(self) -> None:
        """The entries have changed."""
        entries = self.entries()
        if self.is_following:
            self.missed_count = 0
        else:
            self.missed_count += self._count_after(self._last_key)
        self._last_key = self.key_of(entries[-1]) if entries else None
        self._layout()
        self.refresh()

    def restart(self, *, is_following: bool) -> None:
        """Show another list from its end or its start."""
        self.is_following = is_following
        self.cursor_key = self._top_key = None
        self._window.top = self._window.offset = self.missed_count = 0
        self._last_key = None
        self._segments.clear()
        self.sync()

    def forget_rows(self) -> None:
        """The look changed for a reason that no entry's state tells."""
        self._segments.clear()
        self._layout()
        self.refresh()

    def notify_style_update(self) -> None:
        """A theme changed."""
        self._segments.clear()
        super().notify_style_update()

    def row_segments(self, y: int) -> list[Segment]:
        """Draw one row in view."""
        width, slots = self.body_width, self._window.slots
        if not slots:
            rows = self.empty_rows(width) if not self.entries() else ()
            return self.segments_of(rows[y] if y < len(rows) else Text(), width)
        return self._cached(*slots[y]) if y < len(slots) else self.segments_of(Text(), width)

    def extent(self) -> tuple[float, float]:
        """Where the view stands in the list, in entries and parts of entries."""
        return self._extent

    def view_changed(self) -> None:
        """The rows are as wide as the view."""
        self._segments.clear()
        self._layout()
        self.refresh()

    def entry_at(self, y: int) -> tuple[T, int] | None:
        """The entry and its row at a row in view."""
        entries, slots = self.entries(), self._window.slots
        if not 0 <= y < len(slots):
            return None
        index, row = slots[y]
        return (entries[index], row) if index < len(entries) else None

    def scroll_rows(self, rows: int) -> None:
        """Move the view; up stops following, the end starts it again."""
        if not self.entries():
            return
        self._find_anchor()
        self._window.shift(rows)
        self._settle_anchor()
        self.refresh()

    def move_cursor(self, step: int) -> None:
        """To the entry before or after; through an entry taller than the view in half pages."""
        entries = self.entries()
        if not entries:
            return
        index = self._cursor_index()
        if index is None:
            in_view = [i for i, _ in self._window.slots] or [0]
            self._select(in_view[-1] if step < 0 else in_view[0])
            return
        half = max(1, self.view_height // 2)
        if step > 0 and self._window.is_cut_below(index):
            self.scroll_rows(half)
        elif step < 0 and self._window.is_cut_above(index):
            self.scroll_rows(-half)
        else:
            self._select(self._next_drawn(index, step))

    def select_key(self, key: Hashable) -> bool:
        """Put the cursor on the entry of this key and show it; say whether it is there."""
        for index, entry in enumerate(self.entries()):
            if self.key_of(entry) == key:
                self._select(index)
                return True
        return False

    def action_cursor_up(self) -> None:
        """One entry up."""
        self.move_cursor(-1)

    def action_cursor_down(self) -> None:
        """One entry down."""
        self.move_cursor(1)

    def action_page_up(self) -> None:
        """One page up."""
        self.scroll_rows(-max(1, self.view_height - 2))

    def action_page_down(self) -> None:
        """One page down."""
        self.scroll_rows(max(1, self.view_height - 2))

    def action_first(self) -> None:
        """To the first entry."""
        if self.entries():
            self.is_following = False
            self._select(0)

    def action_last(self) -> None:
        """To the last entry, and follow."""
        entries = self.entries()
        if entries:
            self._select(len(entries) - 1)
            self.is_following = self.can_follow()
            self.sync()

    def action_activate(self) -> None:
        """Open what is under the cursor."""
        if self.cursor_entry is not None:
            super().action_activate()

    def can_follow(self) -> bool:
        """Whether the end of the list holds the view."""
        return True

    def on_click(self, event: events.Click) -> None:
        """A click selects, a double click opens."""
        found = self.entry_at(event.y)
        if found is None:
            return
        self.cursor_key = self.key_of(found[0])
        self.refresh()
        self.post_message(self.CursorMoved(self))
        if event.chain == 2:
            self.action_activate()

    def _count_after(self, key: Hashable) -> int:
        """How many entries have come after this one, if it is still there; older ones come before it."""
        entries = self.entries()
        if key is None:
            return len(entries)
        newest_first = enumerate(reversed(entries))
        return next((count for count, entry in newest_first if self.key_of(entry) == key), 0)

    def _rows(self, index: int) -> Sequence[Text]:
        return self.rows_at(index, self.body_width)

    def _layout(self) -> None:
        """Work out again what is in view."""
        self._window.height = self.view_height if self.body_width >= MIN_BODY_CELLS else 0
        if not self.entries() or self._window.height <= 0:
            self._window.clear()
        elif self.is_following:
            self._window.fill_from_end()
        else:
            self._find_anchor()
            self._window.fill_from_anchor()
        self._note_window()

    def _settle_anchor(self) -> None:
        """The person moved the view: it follows if that was to the end."""
        self._window.fill_from_anchor()
        self.is_following = self._window.is_at_end and self.can_follow()
        if self._window.is_at_end:
            self.missed_count = 0
        self._note_window()

    def _note_window(self) -> None:
        window = self._window
        self._extent = window.extent()
        if window.slots:
            self._top_key = self.key_of(self.entries()[window.top])
            if window.top == 0 and window.offset < window.height:
                self.near_start()

    def _find_anchor(self) -> None:
        """Find the anchor entry again, which others may have been put before."""
        entries, window = self.entries(), self._window
        if self._top_key is not None and window.top < len(entries):
            if self.key_of(entries[window.top]) == self._top_key:
                return
        found = next((i for i, entry in enumerate(entries) if self.key_of(entry) == self._top_key), None)
        window.top, window.offset = (found, window.offset) if found is not None else (0, 0)

    def _select(self, index: int) -> None:
        self.cursor_key = self.key_of(self.entries()[index])
        if self._window.reveal(index):
            self._settle_anchor()
        self.refresh()
        self.post_message(self.CursorMoved(self))

    def _next_drawn(self, index: int, step: int) -> int:
        """The next entry that has rows at all."""
        count, target = len(self.entries()), index + step
        while 0 <= target < count and not self._rows(target):
            target += step
        return target if 0 <= target < count else index

    def _cursor_index(self) -> int | None:
        if self.cursor_key is None:
            return None
        entries = self.entries()
        for index in dict.fromkeys(i for i, _ in self._window.slots if i < len(entries)):
            if self.key_of(entries[index]) == self.cursor_key:
                return index
        return next((i for i, entry in enumerate(entries) if self.key_of(entry) == self.cursor_key), None)

    def _cached(self, index: int, row: int) -> list[Segment]:
        entry, width = self.entries()[index], self.body_width
        entry_key = self.key_of(entry)
        is_cursor = self.cursor_key is not None and entry_key == self.cursor_key
        under = self.context.palette.cursor if is_cursor and self.has_focus else None
        rows = self.rows_at(index, width)
        # How many rows there are tells whether an empty one stands before the entry, which its neighbours decide.
        key = (entry_key, self.state_of(entry), len(rows), row, under)
        segments = self._segments.get(key)
        if segments is None:
            text = rows[row] if row < len(rows) else Text()
            segments = self._segments[key] = self.segments_of(text, width, under)
        return segments
