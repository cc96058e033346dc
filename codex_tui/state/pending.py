"""Keeps on threads and items what the inbox holds for them, so that both can say that they need the person."""

from __future__ import annotations

from codex_tui.state.model import Model


def recount_pending(model: Model, thread_id: str) -> None:
    """Count the decidable entries of a thread again, and mark the items that they are about."""
    waiting = [entry for entry in model.inbox.pending if entry.thread_id == thread_id]
    record = model.threads.get(thread_id)
    if record is not None:
        record.pending_count = len(waiting)
    timeline = model.timelines.get(thread_id)
    if timeline is not None:
        timeline.set_waiting({entry.request.item_id for entry in waiting if entry.request.item_id is not None})
