"""The threads pane: every thread in four groups, by who needs the person."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.message import Message

from codex_tui.state.thread_view import GroupRow, Row, ThreadRow, ThreadView
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.render.text import visible
from codex_tui.ui.render.thread_rows import render_group, render_thread
from codex_tui.ui.widgets.pane import TitleFacts
from codex_tui.ui.widgets.row_list import RowList

LOAD_AHEAD_ROWS = 10


class ThreadList(RowList):
    """Threads; the cursor stays on its thread while others come and go."""

    BINDINGS = bindings_for(Where.THREADS)

    class ThreadChosen(Message):
        """Enter or a click on a thread."""

        def __init__(self, thread_id: str, *, is_by_click: bool) -> None:
            super().__init__()
            self.thread_id = thread_id
            self.is_by_click = is_by_click

    class EndNeared(Message):
        """The last known thread is almost in view."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, id="thread-list")
        self.view = ThreadView(context.model.threads)
        self.open_thread_id: str | None = None
        self._rows: list[Row] = []
        self._cursor_thread_id: str | None = None

    @property
    def cursor_thread_id(self) -> str | None:
        """The thread under the cursor."""
        return self._cursor_thread_id

    def title_facts(self) -> TitleFacts:
        """The count, and what narrows the list."""
        shown = sum(isinstance(row, ThreadRow) for row in self._rows)
        more = "+" if self.context.model.threads.next_cursor is not None else ""
        narrowed = [self.view.status_filter.value] if self.view.status_filter is not None else []
        narrowed += ["with archived"] if self.view.is_archived_shown else []
        narrowed += [f"/{self.view.filter_text}"] if self.view.filter_text else []
        narrowed += [self.view.order.value] if self.view.order.value != "newest" else []
        return TitleFacts("Threads", " · ".join(narrowed), f"{shown}{more}")

    def row_count(self) -> int:
        """Groups and threads."""
        return len(self._rows)

    def is_selectable(self, index: int) -> bool:
        """A group is no place for the cursor."""
        return isinstance(self._rows[index], ThreadRow)

    def row_text(self, index: int, width: int) -> Text:
        """A group's heading or a thread."""
        row = self._rows[index]
        palette = self.context.palette
        if isinstance(row, GroupRow):
            return render_group(row.group, row.count, width, palette)
        record = self.context.model.threads.get(row.thread_id)
        if record is None:
            return Text("")
        return render_thread(
            record,
            row.depth,
            width,
            palette,
            now=self.context.now(),
            spinner_frame=self.context.spinner_frame,
            home=self.context.home,
            is_open=row.thread_id == self.open_thread_id,
        )

    def empty_text(self) -> Text:
        """Why there is nothing."""
        muted = self.context.palette.muted
        if self.view.filter_text or self.view.status_filter is not None:
            return Text(" no thread matches · esc", muted)
        return Text(" no threads yet · n new" if self.context.model.threads.is_listed else " …", muted)

    def sync(self) -> None:
        """Threads changed: find the cursor's thread again."""
        self._rows = list(self.view.rows())
        position = self._index_of(self._cursor_thread_id)
        if position is not None:
            self.top += position - self.cursor if position != self.cursor and self._is_in_view(self.cursor) else 0
            self.cursor = position
        else:
            selectable = (i for i in range(self.cursor, len(self._rows)) if self.is_selectable(i))
            self.cursor = next(selectable, max(0, len(self._rows) - 1))
        super().sync()
        self._remember_cursor()
        self._ask_for_more()

    def select_thread(self, thread_id: str) -> None:
        """Put the cursor on a thread, where it is shown."""
        position = self._index_of(thread_id)
        if position is not None:
            self.move_to(position)

    def move_to(self, index: int, direction: int = 1) -> None:
        """Move the cursor and remember its thread."""
        super().move_to(index, direction)
        self._remember_cursor()
        self._ask_for_more()

    def scroll_rows(self, rows: int) -> None:
        """Move the view, and ask for more near its end."""
        super().scroll_rows(rows)
        self._ask_for_more()

    def on_click(self, event: events.Click) -> None:
        """Opening only reads, so one click opens."""
        index = self.top + event.y
        row = self._rows[index] if index < len(self._rows) else None
        if isinstance(row, ThreadRow):
            self.post_message(self.ThreadChosen(row.thread_id, is_by_click=event.chain == 1))

    def action_activate(self) -> None:
        """Open the thread under the cursor."""
        if self._cursor_thread_id is not None:
            self.post_message(self.ThreadChosen(self._cursor_thread_id, is_by_click=False))

    def copy_text(self) -> str:
        """The id of the thread under the cursor."""
        return visible(self._cursor_thread_id or "")

    def action_order(self) -> None:
        """The next order."""
        self.view.next_order()
        self._changed_view()

    def action_status_filter(self) -> None:
        """The next status group, or all."""
        self.view.next_status_filter()
        self._changed_view()

    def show_archived(self, is_shown: bool) -> None:
        """Show archived threads too, or not."""
        self.view.set_archived_shown(is_shown)
        self._changed_view()

    def clear_status_filter(self) -> None:
        """Show all groups."""
        self.view.set_status_filter(None)
        self._changed_view()

    @property
    def filter_text(self) -> str:
        """As the view has it."""
        return self.view.filter_text

    def set_filter(self, text: str) -> None:
        """Show the threads that match."""
        self.view.set_filter(text)
        self._changed_view()

    def _changed_view(self) -> None:
        self.sync()
        self.post_message(self.CursorMoved(self))

    def _index_of(self, thread_id: str | None) -> int | None:
        if thread_id is None:
            return None
        rows = enumerate(self._rows)
        return next((i for i, row in rows if isinstance(row, ThreadRow) and row.thread_id == thread_id), None)

    def _remember_cursor(self) -> None:
        row = self._rows[self.cursor] if self.cursor < len(self._rows) else None
        self._cursor_thread_id = row.thread_id if isinstance(row, ThreadRow) else None

    def _is_in_view(self, index: int) -> bool:
        return self.top <= index < self.top + self.view_height and self.top > 0

    def _ask_for_more(self) -> None:
        is_near = self.top + self.view_height + LOAD_AHEAD_ROWS >= len(self._rows)
        if is_near and self.context.model.threads.next_cursor is not None:
            self.post_message(self.EndNeared())
