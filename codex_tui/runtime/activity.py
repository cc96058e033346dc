"""What the worker itself must know of threads: which are loaded in this server, and which turn runs in each.

The model knows more, but it belongs to another thread; this is the little that carrying out an intent needs.
"""

from __future__ import annotations

import asyncio
from typing import Any


class ThreadActivity:
    """Loaded threads and running turns of one server."""

    def __init__(self) -> None:
        self._loaded_ids: set[str] = set()
        self._active_turn_ids: dict[str, str] = {}
        self._turn_ends: dict[tuple[str, str], asyncio.Future[None]] = {}

    def is_loaded(self, thread_id: str) -> bool:
        """Whether this server holds the thread and we get its events."""
        return thread_id in self._loaded_ids

    def active_turn_id(self, thread_id: str) -> str | None:
        """The turn that runs in the thread, as far as we were told."""
        return self._active_turn_ids.get(thread_id)

    def turn_end(self, thread_id: str, turn_id: str) -> asyncio.Future[None]:
        """Done when the turn ends, or now where it is not running as far as we were told."""
        key = (thread_id, turn_id)
        if key in self._turn_ends:
            return self._turn_ends[key]
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._active_turn_ids.get(thread_id) == turn_id:
            self._turn_ends[key] = end
        else:
            end.set_result(None)
        return end

    def take_opened(self, result: Any) -> None:
        """The result of `thread/start`, `thread/resume` or `thread/fork`."""
        thread_id = _id_of(result, "thread")
        if thread_id is not None:
            self._loaded_ids.add(thread_id)

    def take_notification(self, method: str, params: Any) -> None:
        """One of `WATCHED_NOTIFICATIONS`."""
        if not isinstance(params, dict):
            return
        thread_id = params.get("threadId") or _id_of(params, "thread")
        if not isinstance(thread_id, str):
            return
        turn_id = _id_of(params, "turn")
        match method:
            case "thread/started":
                self._loaded_ids.add(thread_id)
            case "turn/started":
                self._loaded_ids.add(thread_id)
                if turn_id is not None:
                    self._active_turn_ids[thread_id] = turn_id
            case "turn/completed":
                if self._active_turn_ids.get(thread_id) == turn_id:
                    del self._active_turn_ids[thread_id]
                end = self._turn_ends.pop((thread_id, turn_id or ""), None)
                if end is not None and not end.done():
                    end.set_result(None)
            case _:
                self._loaded_ids.discard(thread_id)
                self._active_turn_ids.pop(thread_id, None)


WATCHED_NOTIFICATIONS = frozenset(
    ("thread/started", "turn/started", "turn/completed", "thread/closed", "thread/archived", "thread/deleted")
)
OPENING_METHODS = frozenset(("thread/start", "thread/resume", "thread/fork"))


def _id_of(value: Any, name: str) -> str | None:
    inner = value.get(name) if isinstance(value, dict) else None
    found = inner.get("id") if isinstance(inner, dict) else None
    return found if isinstance(found, str) else None
