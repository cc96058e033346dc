"""Hands on signals from a thread of its own.

A handler in Python runs only when the main thread gets to it, and a signal that comes just before that thread begins to
wait for a queue does not end the wait; the byte that the interpreter writes at once leaves no such gap.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def watch_signals(on_signal: Callable[[int], None]) -> None:
    """Call `on_signal`, from another thread, with the number of each signal that asks to end; for the main thread."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in ENDING_SIGNALS:
        # What matters is the byte in the pipe, which is not written for signals without a handler.
        signal.signal(number, lambda number, frame: None)

    def read() -> None:
        while numbers := os.read(reading, 64):
            for number in numbers:
                on_signal(number)

    threading.Thread(target=read, name="codex-tui-signals", daemon=True).start()
