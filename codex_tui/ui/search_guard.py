"""Stops a search that takes too long: a regular expression can take for ever, and nobody else gets a turn meanwhile.

Python's matcher looks for signals now and then, so a timer's signal can end it from within; in the main thread only.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

LIMIT_S = 0.5
"""Of the processor's time, for one message or for a few; a usual one takes a thousandth of a millisecond."""


class SearchTooSlow(Exception):
    """Raised into the search; nobody outside of the guard sees it."""


class SearchGuard:
    """Fits `codex_tui.state.wire_query_texts.Guard`; after one search that was too slow it runs no other."""

    def __init__(self, on_slow: Callable[[], object], limit_s: float = LIMIT_S) -> None:
        self._on_slow = on_slow
        self._limit_s = limit_s
        self._is_armed = False
        self._is_spent = False

    def __call__(self, search: Callable[[], T], /) -> T | None:
        """The result of the search, None where there is none in time."""
        if self._is_spent:
            return None
        if threading.current_thread() is not threading.main_thread():
            return search()
        # Virtual time is this process's own, so that a busy machine does not make a search slow.
        handler_before = signal.signal(signal.SIGVTALRM, self._stop)
        try:
            self._is_armed = True
            signal.setitimer(signal.ITIMER_VIRTUAL, self._limit_s)
            try:
                return search()
            finally:
                self._is_armed = False
        except SearchTooSlow:
            self._is_spent = True
            self._on_slow()
            return None
        finally:
            self._is_armed = False
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, handler_before)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._is_armed:
            raise SearchTooSlow
