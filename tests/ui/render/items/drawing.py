"""Entries made of raw items as the server sends them, drawn as plain lines, for the tests of the item looks."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from codex_tui.state.timeline import Entry, ItemEntry, ItemState, Timeline
from codex_tui.ui.render.entries import EntryRenderer, full_rows
from codex_tui.ui.render.items.frame import Folders
from tests.ui.render.samples import PALETTE, assert_rows_fit

FOLDERS = Folders(home="/home/me", cwd="/home/me/src/parser")


def entry_of(item_type: str, *, state: ItemState = ItemState.DONE, **fields: Any) -> ItemEntry:
    """The entry of one item, in this state."""
    timeline = Timeline("thread")
    entry = timeline.start_item({"type": item_type, "id": "item", **fields}, "turn", 0.0)
    assert entry is not None
    entry.state = state
    return entry


def rows_of(entry: Entry, width: int = 60, *, is_expanded: bool | None = None) -> list[Text]:
    """The rows of an entry without the air before it, proved to fit."""
    rows = list(EntryRenderer(PALETTE, FOLDERS).rows(entry, width, is_expanded=is_expanded))
    assert_rows_fit(rows, width)
    return rows[1:] if rows and not rows[0].plain else rows


def lines_of(entry: Entry, width: int = 60, *, is_expanded: bool | None = None) -> list[str]:
    """The same as text, without spaces at the ends of lines."""
    return [row.plain.rstrip() for row in rows_of(entry, width, is_expanded=is_expanded)]


def full_lines_of(entry: Entry, width: int = 60) -> list[str]:
    """The lines of the full-screen view."""
    rows = full_rows(entry, width, PALETTE, FOLDERS)
    assert_rows_fit(rows, width)
    return [row.plain.rstrip() for row in rows]
