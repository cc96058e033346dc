"""This program's own log: a file that may fail without harm to the screen, which it must not write to either."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from codex_tui.runtime.private_file import open_private

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class LogFile(logging.FileHandler):
    """Appends to a file; the first line that cannot be written is reported, and each one after it is tried."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises OSError."""
        super().__init__(path, encoding="utf-8")
        self.path = path
        self.failure = ""
        self.on_failure: Callable[[str], None] = lambda text: None

    def _open(self) -> TextIOWrapper:
        """As the class above does it, but for nobody else to read: a log has paths and pieces of what went wrong."""
        return open(self.baseFilename, "a", encoding=self.encoding, opener=open_private)

    def handleError(self, record: logging.LogRecord) -> None:
        """Instead of a traceback on standard error."""
        error = sys.exc_info()[1]
        reason = error.strerror if isinstance(error, OSError) else str(error)
        if not self.failure:
            self.failure = f"--log-file {self.path} is not complete: {reason}. Make room; it goes on by itself."
            self.on_failure(self.failure)

    def close(self) -> None:
        """Close the file; what does not fit any more is given up, as was said."""
        with contextlib.suppress(OSError):
            super().close()


def tell_log_failure(tell: Callable[[str], None]) -> None:
    """Have it said, in whichever thread, when the log cannot be written to any more."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, LogFile):
            handler.on_failure = tell
            if handler.failure:
                tell(handler.failure)
