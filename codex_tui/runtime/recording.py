"""Writes what the server sent to `--output-file`, byte for byte, and never lets the file harm the session."""

from __future__ import annotations

import contextlib
import os
from io import FileIO
from pathlib import Path

from codex_tui.runtime.private_file import open_private

ROOM_REMEDY = "Make room, then start again and name another file."


class Recording:
    """A file of raw server lines.

    It is made anew for each run of the program, since a file that holds two runs cannot be replayed, and only its owner
    may read it, since lines carry secrets. A restarted server goes on in the same file, on a line of its own.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; raises OSError."""
        self.path = path
        descriptor = open_private(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        # Unbuffered, so that a killed program leaves everything that it received.
        self._file: FileIO | None = FileIO(descriptor, "wb")
        self._is_inside_line = False

    def write(self, chunk: bytes) -> str | None:
        """Append a chunk; the reason if that failed, after which nothing more is written."""
        if self._file is None:
            return None
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self.close()
            return error.strerror or str(error)
        self._is_inside_line = not chunk.endswith(b"\n")
        return None

    def end_line(self) -> str | None:
        """End a line that the server left unfinished, so that the next server's first line is whole."""
        return self.write(b"\n") if self._is_inside_line else None

    def close(self) -> None:
        """Close the file; may be called again."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None
