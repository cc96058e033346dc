"""Keeps the count of undecided requests on the thread records, so that a thread can say that it needs the person."""

from __future__ import annotations

from codex_tui.state.model import Model


def recount_pending(model: Model, thread_id: str) -> None:
    """Count the decidable entries of a thread again."""
    record = model.threads.get(thread_id)
    if record is not None:
        record.pending_count = sum(1 for entry in model.inbox.pending if entry.thread_id == thread_id)
