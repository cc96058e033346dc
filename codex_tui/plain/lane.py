"""Writes from a thread of its own, so that a reader who does not read holds up neither signals nor the server's end."""

from __future__ import annotations

import os
import queue
import select
import threading
from collections.abc import Callable

MAX_PENDING_BYTES = 1024 * 1024
"""Past this much unwritten, no more events are taken, and in the end the server has to wait."""


class Lane:
    """Writes to descriptors in the order of `put`; `put` and the properties are for one other thread.

    After a failure nothing more is written to that descriptor, and what was to be written there is dropped.
    """

    def __init__(self, name: str, on_room: Callable[[], None], on_failure: Callable[[int, OSError], None]) -> None:
        """Both are called from the lane's thread: `on_room` when there is room again, `on_failure` once for each."""
        self._on_room = on_room
        self._on_failure = on_failure
        self._failed: set[int] = set()
        self._lock = threading.Lock()
        self._pending_bytes = 0
        self._is_room_wanted = False
        self._entries: queue.SimpleQueue[tuple[int, bytes] | None] = queue.SimpleQueue()
        # A daemon, so that a reader who never reads does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=f"codex-tui-{name}", daemon=True)
        self._thread.start()

    def put(self, descriptor: int, data: bytes) -> None:
        """Have this written."""
        with self._lock:
            self._pending_bytes += len(data)
        self._entries.put((descriptor, data))

    def is_waiting_for_room(self) -> bool:
        """Whether too much is unwritten; if so, that holds until only half as much is, and `on_room` is called."""
        with self._lock:
            # Once said it must hold, or who waits for the call would not be called.
            self._is_room_wanted |= self._pending_bytes > MAX_PENDING_BYTES
            return self._is_room_wanted

    def close(self) -> None:
        """Say that nothing more comes; what was put is still written."""
        self._entries.put(None)

    def has_ended_within(self, wait_s: float) -> bool:
        """Whether all is written after so many seconds; for after `close`."""
        self._thread.join(wait_s)
        return not self._thread.is_alive()

    # On its own thread.

    def _run(self) -> None:
        while (entry := self._entries.get()) is not None:
            descriptor, data = entry
            if descriptor not in self._failed:
                try:
                    _write_all(descriptor, data)
                except OSError as error:
                    self._failed.add(descriptor)
                    self._on_failure(descriptor, error)
            with self._lock:
                self._pending_bytes -= len(data)
                has_room = self._is_room_wanted and self._pending_bytes * 2 <= MAX_PENDING_BYTES
                self._is_room_wanted = self._is_room_wanted and not has_room
            if has_room:
                self._on_room()


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            # Whoever started us has set it so, and may rely on it.
            select.select([], [descriptor], [])
