"""A file that is written for the person: never over another one, for nobody else to read, and whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from codex_tui.runtime.private_file import open_private


class ExportFile:
    """A new file; whoever cannot finish it discards it, so that no part passes for the whole."""

    def __init__(self, path: Path) -> None:
        """Make the file; raises OSError, also where it is there already."""
        self.path = path
        self._descriptor: int | None = open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)

    def write(self, chunk: bytes) -> None:
        """Append all of a chunk; raises OSError."""
        assert self._descriptor is not None
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def finish(self) -> None:
        """Close the file once it is on disk; raises OSError, since some file systems refuse only then."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def discard(self) -> None:
        """Remove what was written."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None
        with contextlib.suppress(OSError):
            self.path.unlink()
