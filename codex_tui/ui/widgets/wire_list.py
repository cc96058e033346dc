"""The wire log pane: every message in both directions, one row each, and the ways from one to another."""

from __future__ import annotations

from textual.message import Message
from textual.strip import Strip

from codex_tui.state.wire_log import MessageKind, WireRecord
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for, bound_keys, shown_key
from codex_tui.ui.render.wire_rows import render_wire_header
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.wire_jumps import WireJumps
from codex_tui.ui.widgets.wire_table import WireTable

CHANGING_ACTIONS = ("pair", "item", "difference")
"""What is useful with one message and not with another."""


class WireHeader(LineView):
    """The names of the columns, where there is room for them."""

    def row_strip(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        return self.strip_of(render_wire_header(width - 1, self.context.palette), width)


class WireList(WireTable):
    """The wire log with its keys."""

    BINDINGS = bindings_for(Where.WIRE)

    class ItemWanted(Message):
        """Show the item that a message belongs to."""

        def __init__(self, thread_id: str, item_id: str) -> None:
            super().__init__()
            self.thread_id = thread_id
            self.item_id = item_id

    class NoteWanted(Message):
        """Ask for a note on a message."""

        def __init__(self, record: WireRecord) -> None:
            super().__init__()
            self.record = record

    class DifferenceWanted(Message):
        """Show how two messages differ, the older first."""

        def __init__(self, first: WireRecord, second: WireRecord) -> None:
            super().__init__()
            self.first = first
            self.second = second

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.jumps = WireJumps(self)
        self._useful: tuple[bool, ...] = ()

    def sync(self) -> None:
        """The footer follows where the message under the cursor got its pair, but not each message of a stream."""
        super().sync()
        useful = tuple(map(self.is_useful, CHANGING_ACTIONS))
        if useful != self._useful and self.has_focus and not self.is_following:
            self._useful = useful
            self.screen.refresh_bindings()

    def copy_text(self) -> str:
        """The message under the cursor."""
        record = self.cursor_record
        return "" if record is None else record.line.decode("utf-8", "replace")

    def copies_json(self) -> bool:
        """As far as the line is what it should be."""
        record = self.cursor_record
        return record is not None and record.kind is not MessageKind.MALFORMED

    def copy_remedy(self) -> str:
        """What is shown can be written to a file."""
        return f"{shown_key(bound_keys('wire_log.export', self.context.keys))} writes what is shown to a file."

    def action_follow(self) -> None:
        """Stick to the newest message, or stop."""
        self.is_following = self.can_follow() and not self.is_following
        self.sync()
        self.post_message(self.CursorMoved(self))

    def action_back(self) -> None:
        """A subset goes first; the cursor stays on its message."""
        if not self.subset_name:
            super().action_back()
            return
        record = self.cursor_record
        self.show_subset("")
        if record is not None:
            self.select_when_found(record.seq)

    def action_subset(self, name: str) -> None:
        """Show a subset, or leave it."""
        if self.subset_name == name:
            self.action_back()
        else:
            self.jumps.remember()
            self.show_subset(name)

    def action_pair(self) -> None:
        """Go to the paired message."""
        self.jumps.to_pair()

    def action_item(self) -> None:
        """Go to the item this message belongs to."""
        record = self.cursor_record
        if record is None or not record.item_id:
            self.app.notify("This message belongs to no item.", severity="warning")
        else:
            self.post_message(self.ItemWanted(record.thread_id, record.item_id))

    def action_next_mark(self, direction: int) -> None:
        """Go to the next message with a mark or a note, or to the one before."""
        self.jumps.to_mark(direction)

    def action_return(self) -> None:
        """Go back to where the last jump began."""
        self.jumps.back()

    def action_mark(self) -> None:
        """Mark the message, or take its mark away."""
        record = self.cursor_record
        if record is not None:
            self.context.model.wire_marks.toggle(record.seq)
            self.marks_changed()

    def action_note(self) -> None:
        """Put a note on the message."""
        record = self.cursor_record
        if record is not None:
            self.post_message(self.NoteWanted(record))

    def marks_changed(self) -> None:
        """A mark or a note came or went."""
        self.sync()
        self.post_message(self.CursorMoved(self))

    def action_difference(self) -> None:
        """Compare the two marked messages, or the marked one with the one under the cursor."""
        pair = self.jumps.two_marked()
        if pair is not None:
            self.post_message(self.DifferenceWanted(*pair))

    def is_useful(self, action: str) -> bool:
        """Whether a key of the wire log would do something here and now."""
        return self.jumps.is_useful(action)
