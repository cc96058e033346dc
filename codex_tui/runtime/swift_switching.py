"""Lets the worker have the interpreter soon, while it works against a deadline of milliseconds.

A thread that waits for the interpreter gets it from a busy one after Python's switch interval, 5 ms. On its way from a
provider's process to the wire a token makes the worker wait several times, beside a screen that draws. An interval that
is always short makes the screen slower (PERFORMANCE.md), so it is short only meanwhile.
"""

from __future__ import annotations

import sys
from types import TracebackType

SWIFT_INTERVAL_S = 0.0005


class SwiftSwitching:
    """Holds the interval short from the first entry to the last exit; for one thread."""

    def __init__(self) -> None:
        self._count = 0
        self._usual_interval_s = 0.0

    def __enter__(self) -> None:
        if self._count == 0:
            self._usual_interval_s = sys.getswitchinterval()
            sys.setswitchinterval(SWIFT_INTERVAL_S)
        self._count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._count -= 1
        if self._count == 0:
            sys.setswitchinterval(self._usual_interval_s)
