"""The wire log pane: every message in both directions, one row each."""

from __future__ import annotations

from collections.abc import Hashable

from rich.text import Text
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from codex_tui.state.wire_log import WireRecord
from codex_tui.state.wire_view import WireView
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.render.figures import format_bytes, format_count
from codex_tui.ui.render.text import visible
from codex_tui.ui.render.wire_rows import render_wire, render_wire_header
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.pane import TitleFacts
from codex_tui.ui.widgets.row_list import RowList

SCAN_BUDGET_S = 0.012
"""How long the filter may look at older messages before keys and new messages have their turn."""
SCAN_PAUSE_S = 0.002
SCAN_SHOWN_EVERY_S = 0.1


class WireHeader(LineView):
    """The names of the columns, where there is room for them."""

    def row_strip(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        return self.strip_of(render_wire_header(width - 1, self.context.palette), width)


class WireList(RowList):
    """Wire records; follows the newest until the user scrolls up."""

    BINDINGS = bindings_for(Where.WIRE)

    class ItemWanted(Message):
        """Show the item that a message belongs to."""

        def __init__(self, thread_id: str, item_id: str) -> None:
            super().__init__()
            self.thread_id = thread_id
            self.item_id = item_id

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, is_following=True, id="wire-list")
        self.view = WireView(context.model.wire_log)
        self._shift = 0
        self._scan_timer: Timer | None = None
        self._scan_shown_at = 0.0
        self._seen_seq = 0

    @property
    def cursor_record(self) -> WireRecord | None:
        """The message under the cursor."""
        return self.view.record_at(self.cursor)

    def title_facts(self) -> TitleFacts:
        """Follow, how much there is, and the filter."""
        log = self.context.model.wire_log
        facts = ["follow" if self.is_following else f"↓ {format_count(self._missed())} new"]
        if self.view.filter_text:
            so_far = f" so far ({self.view.scanned_share:.0%})" if self.view.is_scanning else ""
            count = f"{format_count(len(self.view))}{so_far} of {format_count(log.next_seq)}"
            facts.append(f"/{self.view.filter_text} · {count}")
        else:
            facts.append(format_count(log.next_seq))
        facts.append(format_bytes(log.total_bytes))
        return TitleFacts("Wire log", " · ".join(facts))

    def row_count(self) -> int:
        """Messages that the filter shows."""
        return len(self.view)

    def can_follow(self) -> bool:
        """New messages come at the end."""
        return True

    def row_state(self, index: int) -> Hashable:
        """A message never changes, but for its pair, and that it may wait for one no longer."""
        record = self.view.record_at(index)
        if record is None:
            return None
        return (record.seq, record.pair_seq, self.context.model.wire_log.is_waiting(record))

    def row_text(self, index: int, width: int) -> Text:
        """One message."""
        record = self.view.record_at(index)
        if record is None:
            return Text("")
        return render_wire(
            record,
            width,
            self.context.palette,
            is_waiting=self.context.model.wire_log.is_waiting(record),
            tz=self.context.tz,
            match=self.view.filter_text,
        )

    def empty_text(self) -> Text:
        """Why there is nothing."""
        text = " no message matches · esc" if self.view.filter_text else " no messages yet"
        if self.view.is_scanning:
            text = " no message matches so far"
        return Text(text, self.context.palette.muted)

    def sync(self) -> None:
        """Messages came, and old ones may have been found or dropped at the other end."""
        self.view.refresh()
        self._keep_place()
        super().sync()
        self._note_seen()
        self._scan_later()

    def move_to(self, index: int, direction: int = 1) -> None:
        """The last row has seen everything."""
        super().move_to(index, direction)
        self._note_seen()

    def scroll_rows(self, rows: int) -> None:
        """The end has seen everything."""
        super().scroll_rows(rows)
        self._note_seen()

    @property
    def filter_text(self) -> str:
        """As the view has it."""
        return self.view.filter_text

    def set_filter(self, text: str) -> None:
        """Show the messages that match."""
        self.view.set_filter(text)
        self.is_following = True
        self.forget_rows()
        self.sync()
        self.post_message(self.CursorMoved(self))

    def select_seq(self, seq: int) -> bool:
        """Put the cursor on a message; say whether it is shown."""
        index = self.view.index_of(seq)
        if index is None:
            return False
        self.move_to(index)
        return True

    def copy_text(self) -> str:
        """The message under the cursor."""
        record = self.cursor_record
        return "" if record is None else visible(record.line.decode("utf-8", "replace"))

    def action_follow(self) -> None:
        """Stick to the newest message, or stop."""
        self.is_following = not self.is_following
        self.sync()
        self.post_message(self.CursorMoved(self))

    def action_pair(self) -> None:
        """Go to the paired message."""
        record = self.cursor_record
        if record is None or record.pair_seq is None:
            self.app.notify("This message has no pair.", severity="warning")
        elif not self.select_seq(record.pair_seq):
            self.app.notify("The paired message is hidden by the filter, or dropped.", severity="warning")

    def action_item(self) -> None:
        """Go to the item this message belongs to."""
        record = self.cursor_record
        if record is None or not record.item_id:
            self.app.notify("This message belongs to no item.", severity="warning")
        else:
            self.post_message(self.ItemWanted(record.thread_id, record.item_id))

    def _keep_place(self) -> None:
        """The same messages stay in view and under the cursor, whatever comes or goes before them."""
        shift, self._shift = self.view.shift - self._shift, self.view.shift
        self.top, self.cursor = max(0, self.top + shift), max(0, self.cursor + shift)

    def _scan_later(self) -> None:
        if self._scan_timer is None and self.view.is_scanning:
            self._scan_timer = self.set_timer(SCAN_PAUSE_S, self._scan)

    def _scan(self) -> None:
        """Look for a moment at older messages, and show now and then what was found."""
        self._scan_timer = None
        is_unfinished = self.view.work(SCAN_BUDGET_S)
        self._keep_place()
        now = self.context.monotonic()
        if is_unfinished and now < self._scan_shown_at + SCAN_SHOWN_EVERY_S:
            self._scan_later()
            return
        self._scan_shown_at = now
        self.sync()
        self.post_message(self.CursorMoved(self))

    def _missed(self) -> int:
        return self.context.model.wire_log.next_seq - self._seen_seq

    def _note_seen(self) -> None:
        if self.is_following:
            self._seen_seq = self.context.model.wire_log.next_seq
