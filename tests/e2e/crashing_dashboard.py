"""The dashboard as a program that fails on a signal, as a fault of our own would.

SIGUSR1 fails in code of ours that one of the tasks calls next, SIGUSR2 between tasks, where only the event loop runs.
"""

from __future__ import annotations

import selectors
import signal
import sys
from pathlib import Path
from types import FrameType

import codex_tui.ui
from codex_tui.cli import main

FAILING_CODE = {
    signal.SIGUSR1: str(Path(codex_tui.ui.__file__).parent),
    signal.SIGUSR2: selectors.__file__,
}
"""Where the file of the function begins that fails when it is called."""


def fail_soon(signal_number: int, frame: FrameType | None) -> None:
    """The main thread fails at its next call of such a function."""
    failing_code = FAILING_CODE[signal.Signals(signal_number)]

    def fail(called: FrameType, event: str, argument: object) -> None:
        if event == "call" and called.f_code.co_filename.startswith(failing_code):
            sys.setprofile(None)
            raise RuntimeError("a deliberate failure")

    sys.setprofile(fail)


if __name__ == "__main__":
    for number in FAILING_CODE:
        signal.signal(number, fail_soon)
    sys.exit(main())
