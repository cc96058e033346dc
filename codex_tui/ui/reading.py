"""What the full-screen reader shows: a wire message, a request, an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.inbox import InboxEntry
from codex_tui.state.timeline import Entry
from codex_tui.state.wire_log import WireRecord
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.render.figures import format_bytes
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import visible

if TYPE_CHECKING:
    from codex_tui.ui.render.cards import CardContext
    from codex_tui.ui.render.items.frame import Folders

AT_ONCE_BYTES = 64 * 1024
"""Longer messages are compared beside the screen, which goes on meanwhile."""


def read_message(host: CommandHost, record: WireRecord) -> None:
    """A wire message."""
    host.show_message(record)


def diff_messages(host: CommandHost, first: WireRecord, second: WireRecord) -> None:
    """How two wire messages differ."""
    # Rarely needed, and not before the first picture.
    from codex_tui.ui.render.message_diff import MAX_COMPARED_BYTES, MessageDiff

    if max(len(first.line), len(second.line)) > MAX_COMPARED_BYTES:
        limit = format_bytes(MAX_COMPARED_BYTES)
        host.tell("warning", f"Not compared: a message is longer than {limit}. Export both, and compare the files.")
        return

    def compare() -> MessageDiff:
        return MessageDiff(first, second, host.context.tz)

    def show(diff: MessageDiff) -> None:
        host.read(diff.title, diff.rows, diff.text, diff.heading)

    if len(first.line) + len(second.line) <= AT_ONCE_BYTES:
        show(compare())
    else:
        host.tell("information", "Comparing two long messages; what differs will open here.")
        host.work_aside(compare, show)


NoteDetail = Callable[[int, int, range], None]
"""Is told which rows of a detail screen were painted: its width, how many rows there are to read, and the rows."""


def read_request(
    host: CommandHost, entry: InboxEntry, card_context: CardContext, note: NoteDetail | None = None
) -> None:
    """Everything about a server request."""
    # As above.
    from codex_tui.ui.render.request_detail import render_detail

    essential_counts: dict[int, int] = {}

    def rows_for(width: int, palette: Palette) -> list[Text]:
        detail = render_detail(entry, card_context, width, palette)
        essential_counts[width] = detail.essential_count
        return detail.rows

    def note_rows(width: int, rows: range) -> None:
        if note is not None:
            note(width, essential_counts.get(width, 0), rows)

    thread_title = visible(card_context.thread_title, keep_newlines=False)
    host.read(
        " · ".join(filter(None, (kind_title(entry.kind, entry.request).lower(), thread_title))),
        rows_for,
        note_rows=note_rows,
    )


def read_entry(host: CommandHost, entry: Entry, folders: Folders) -> None:
    """All of an item."""
    # As in the item stream: how entries look takes long to import, and is not needed before one is looked at.
    from codex_tui.ui.render.entries import entry_text, full_rows

    def rows_for(width: int, palette: Palette) -> list[Text]:
        return list(full_rows(entry, width, palette, folders))

    host.read("Item", rows_for, entry_text(entry))
