"""The ordered way from the worker to the thread that owns the model, with a mark past which the reader pauses.

Events travel in batches, one for each chunk that was read, so that the lock is taken once a chunk and not once a line.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable

from codex_tui.state.events import StateEvent


class Outbox:
    """A queue of events between two threads; `put` is for the worker, `drain` for the other."""

    def __init__(self, max_events: int, max_bytes: int) -> None:
        self._lock = threading.Lock()
        self._batches: deque[tuple[list[StateEvent], int]] = deque()
        self._event_count = 0
        self._kept_bytes = 0
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._wake: Callable[[], None] | None = None
        self._on_room: Callable[[], None] | None = None
        self._tap: Callable[[list[StateEvent]], None] | None = None

    def set_tap(self, tap: Callable[[list[StateEvent]], None] | None) -> None:
        """Have `tap` see all events from now on in their order, from whichever thread puts them; it must be quick."""
        with self._lock:
            self._tap = tap

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Have `wake` called whenever events come after none were left, and now if some are here."""
        with self._lock:
            self._wake = wake
            has_events = self._event_count > 0
        if has_events:
            _call(wake)

    def put(self, events: list[StateEvent], size_bytes: int = 0) -> None:
        """Append events, which now belong to the outbox; `size_bytes` is what they keep in memory, about."""
        if not events:
            return
        with self._lock:
            was_empty = self._event_count == 0
            if self._tap is not None:
                self._tap(events)
            self._batches.append((events, size_bytes))
            self._event_count += len(events)
            self._kept_bytes += size_bytes
            wake = self._wake
        if was_empty and wake is not None:
            _call(wake)

    def drain(self, limit: int) -> list[StateEvent]:
        """Take up to `limit` events in order; makes room, and says so to who waits for it."""
        taken: list[StateEvent] = []
        with self._lock:
            while self._batches and len(taken) < limit:
                events, size_bytes = self._batches.popleft()
                wanted = limit - len(taken)
                if len(events) > wanted:
                    self._batches.appendleft((events[wanted:], size_bytes))
                    size_bytes = 0
                    events = events[:wanted]
                taken += events
                self._kept_bytes -= size_bytes
            self._event_count -= len(taken)
            on_room = None if self._is_half_full() else self._on_room
            if on_room is not None:
                self._on_room = None
        if on_room is not None:
            on_room()
        return taken

    def is_waiting_for_room(self, on_room: Callable[[], None]) -> bool:
        """Whether the mark is passed; if so, `on_room` is called once, from the draining thread, at half of it."""
        with self._lock:
            if self._event_count < self._max_events and self._kept_bytes < self._max_bytes:
                return False
            self._on_room = on_room
            return True

    def _is_half_full(self) -> bool:
        return self._event_count * 2 > self._max_events or self._kept_bytes * 2 > self._max_bytes


def _call(wake: Callable[[], None]) -> None:
    # A screen whose loop is closed cannot be woken, and must not take the worker with it.
    with contextlib.suppress(RuntimeError):
        wake()
