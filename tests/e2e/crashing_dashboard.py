"""The dashboard as a program that fails on a signal, as a fault of our own would.

SIGUSR1 fails inside one of the app's message handlers, SIGUSR2 between them, where only the event loop runs.
"""

from __future__ import annotations

import selectors
import signal
import sys
from types import FrameType

from textual import message_pump

from codex_tui.cli import main

RETRY_S = 0.001
HANDLER_FILE = message_pump.__file__
LOOP_FILE = selectors.__file__


def fail(signal_number: int, frame: FrameType | None) -> None:
    """Raises in the main thread, at once or as soon as it is where it was asked to fail."""
    global wanted_signal
    if signal_number != signal.SIGALRM:
        wanted_signal = signal_number
    is_in_loop = frame is not None and frame.f_code.co_filename == LOOP_FILE
    if is_in_loop if wanted_signal == signal.SIGUSR2 else is_called_from(frame, HANDLER_FILE):
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise RuntimeError("a deliberate failure")
    signal.setitimer(signal.ITIMER_REAL, RETRY_S)


def is_called_from(frame: FrameType | None, file: str) -> bool:
    """Whether a function of this file is being executed."""
    while frame is not None:
        if frame.f_code.co_filename == file:
            return True
        frame = frame.f_back
    return False


if __name__ == "__main__":
    wanted_signal = signal.SIGUSR1
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM):
        signal.signal(number, fail)
    sys.exit(main())
