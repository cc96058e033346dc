"""Joins between the stores: the facts on a card that the server request itself does not carry."""

from __future__ import annotations

from codex_tui.protocol.items import FileChange
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.model import Model
from codex_tui.state.timeline import ItemEntry


def item_for(model: Model, entry: InboxEntry) -> ItemEntry | None:
    """The item that a server request is about, where its thread has it; network approvals never have one."""
    timeline = model.timelines.get(entry.thread_id)
    item_id = entry.request.item_id
    return timeline.item(item_id) if timeline is not None and item_id is not None else None


def file_change_for(model: Model, entry: InboxEntry) -> FileChange | None:
    """The patch that a file-change approval asks for; its diff is only in the item (PROTOCOL.md, section 3)."""
    joined = item_for(model, entry)
    return joined.item if joined is not None and isinstance(joined.item, FileChange) else None


def thread_title(model: Model, thread_id: str) -> str:
    """What to call a thread on a card: its title, or its id where it was never named; still hostile text."""
    record = model.threads.get(thread_id)
    return record.title if record is not None else thread_id


def parent_title(model: Model, thread_id: str) -> str | None:
    """The title of the thread that started this one; None where it is no sub-agent."""
    record = model.threads.get(thread_id)
    if record is None or record.parent_id is None:
        return None
    return thread_title(model, record.parent_id)
