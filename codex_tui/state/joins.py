"""Joins between the stores: the facts on a card that the server request itself does not carry."""

from __future__ import annotations

from codex_tui.protocol.items import CommandExecution, FileChange, FileUpdateChange, PatchKind
from codex_tui.protocol.requests import CommandApproval, LegacyPatchApproval
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.model import Model
from codex_tui.state.timeline import ItemEntry


def item_for(model: Model, entry: InboxEntry) -> ItemEntry | None:
    """The item that a server request is about, where its thread has it; network approvals never have one."""
    timeline = model.timelines.get(entry.thread_id)
    item_id = entry.request.item_id
    return timeline.item(item_id) if timeline is not None and item_id is not None else None


def file_change_for(model: Model, entry: InboxEntry) -> FileChange | None:
    """The patch that a file-change approval asks for; its diff is only in the item (PROTOCOL.md, section 3).

    The first protocol has it in the request itself.
    """
    if isinstance(entry.request, LegacyPatchApproval):
        return _legacy_change(entry.request)
    joined = item_for(model, entry)
    return joined.item if joined is not None and isinstance(joined.item, FileChange) else None


def running_command_for(model: Model, entry: InboxEntry) -> str:
    """The program that a request would type into; empty where it is about none, or none that is known."""
    if not isinstance(entry.request, CommandApproval) or not entry.request.is_input:
        return ""
    joined = item_for(model, entry)
    return joined.item.command if joined is not None and isinstance(joined.item, CommandExecution) else ""


def _legacy_change(request: LegacyPatchApproval) -> FileChange:
    """The patch of a legacy approval; a file whose change is not understood keeps its name and has no lines."""
    changes = []
    for path, change in request.file_changes.items():
        found = change if isinstance(change, dict) else {}
        kind, diff = found.get("type"), found.get("unified_diff", found.get("content"))
        move_path = found.get("move_path")
        changes.append(
            FileUpdateChange(
                path=path,
                kind=PatchKind(
                    type=kind if isinstance(kind, str) else "update",
                    move_path=move_path if isinstance(move_path, str) else None,
                ),
                diff=diff if isinstance(diff, str) else "",
            )
        )
    return FileChange(id=request.call_id, type="fileChange", changes=changes)


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
