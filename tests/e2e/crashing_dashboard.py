"""The dashboard as a program that fails on SIGUSR1, wherever it is at that moment: as a fault of our own would."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from codex_tui.cli import main


def fail(signal_number: int, frame: FrameType | None) -> None:
    """Raises in the main thread."""
    raise RuntimeError("a deliberate failure")


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, fail)
    sys.exit(main())
