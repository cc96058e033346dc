"""The inbox as the pane shows it: what waits for the person, oldest first, then what has lately ended."""

from __future__ import annotations

from collections.abc import Container

from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import Inbox, InboxEntry

MAX_RECENT_ENTRIES = 50


class InboxView:
    """The cards of the inbox pane, in order."""

    def __init__(self, inbox: Inbox, max_recent_entries: int = MAX_RECENT_ENTRIES) -> None:
        self._inbox = inbox
        self._max_recent_entries = max_recent_entries

    @property
    def pending_count(self) -> int:
        """How many entries a person can decide now."""
        return len(self._inbox.pending)

    def entries(self) -> list[InboxEntry]:
        """What can be decided, oldest first; then what is on its way out or ended, newest first and bounded."""
        others = [entry for entry in self._inbox if not entry.is_decidable]
        others.sort(key=lambda entry: (entry.ended_at is None, entry.ended_at or entry.received_at), reverse=True)
        return self._inbox.pending + others[: self._max_recent_entries]

    def next_pending(self, after_key: RequestKey | None, passed_over: Container[RequestKey] = ()) -> InboxEntry | None:
        """The next entry to decide after the one named, oldest first and round again; None where nothing waits.

        `after_key` may name an entry that was decided meanwhile, or one that is not known any more; `passed_over` are
        those that have no card of their own.
        """
        pending = [entry for entry in self._inbox.pending if entry.key not in passed_over]
        if not pending:
            return None
        if after_key in self._inbox.entries:
            position = {key: index for index, key in enumerate(self._inbox.entries)}
            for entry in pending:
                if position[entry.key] > position[after_key]:
                    return entry
        return pending[0]

    def waiting_by_thread(self) -> dict[str, list[InboxEntry]]:
        """The entries that a person can decide now, by thread, oldest first."""
        waiting: dict[str, list[InboxEntry]] = {}
        for entry in self._inbox.pending:
            waiting.setdefault(entry.thread_id, []).append(entry)
        return waiting
