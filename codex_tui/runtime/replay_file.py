"""Reads the lines of a recording, plain or gzip-compressed, and never more of it than it is asked for.

A file that still grows is read as far as it goes; its last line counts when its newline is there, or when the file is
taken as complete. One that was cut short, deleted or replaced meanwhile ends there, and says why.
"""

from __future__ import annotations

import contextlib
import os
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codex_tui.wire.framing import DEFAULT_MAX_LINE_BYTES

CHUNK_BYTES = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW_BITS = 31
"""What zlib calls a gzip stream with its header."""


class NotReadable(Exception):
    """The file cannot be replayed; the message says why."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line without its newline: its number, counted from 1, and where in the uncompressed bytes it begins.

    `fault` says what was wrong with the file there, and is empty for a whole line.
    """

    number: int
    offset: int
    data: bytes
    fault: str = ""


class ReplayFile:
    """An open recording; `read` gives the lines that follow, `rewind` begins again."""

    def __init__(self, path: Path) -> None:
        """Open it; raises NotReadable."""
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            raise NotReadable(f"{path}: {error.strerror or error}") from error
        try:
            if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
                raise NotReadable(f"{path} is no regular file")
            self.is_compressed = os.pread(self._descriptor, 2, 0) == GZIP_MAGIC
        except OSError as error:
            os.close(self._descriptor)
            raise NotReadable(f"{path}: {error.strerror or error}") from error
        except NotReadable:
            os.close(self._descriptor)
            raise
        self.rewind()

    @property
    def size_bytes(self) -> int:
        """How long the file is now, as it lies on the disk."""
        return os.fstat(self._descriptor).st_size

    @property
    def changed_at(self) -> float:
        """When the file was last written to, in Unix seconds; its name may be gone meanwhile."""
        return os.fstat(self._descriptor).st_mtime

    @property
    def position_bytes(self) -> int:
        """How much of the file on the disk has been read, less what waits for its newline."""
        return self._read_bytes if self.is_compressed else self._line_offset

    @property
    def next_offset(self) -> int:
        """Where the next line begins, in uncompressed bytes."""
        return self._line_offset

    def rewind(self) -> None:
        """Begin again with the first line."""
        self._read_bytes = 0
        self._line_offset = 0
        self._line_number = 1
        self._parts: list[bytes] = []
        self._parts_bytes = 0
        self._fault = ""
        self._is_fault_told = False
        self._inflater_is_fresh = True
        self._inflater = zlib.decompressobj(_GZIP_WINDOW_BITS) if self.is_compressed else None

    def read(self, *, is_complete: bool) -> list[FileLine]:
        """The lines of the next chunk; none at the end, and none yet where a line is longer than a chunk.

        Where the file `is_complete`, what stands behind the last newline is a line, too.
        """
        data = self._next_bytes()
        if not data and not self._fault:
            self._fault = self._loss(is_complete=is_complete)
        return list(self._lines_of(data, is_complete=is_complete or bool(self._fault)))

    @property
    def is_at_end(self) -> bool:
        """Whether all that there is has been read; a file that grows may have more later."""
        return self._read_bytes >= self.size_bytes or self._fault != ""

    def head(self, size_bytes: int) -> bytes:
        """The first bytes, uncompressed."""
        raw = self._pread(size_bytes, 0)
        if not self.is_compressed:
            return raw
        try:
            return zlib.decompressobj(_GZIP_WINDOW_BITS).decompress(raw, size_bytes)
        except zlib.error:
            return b""

    def tail(self, size_bytes: int) -> bytes:
        """The last bytes of an uncompressed file; nothing of a compressed one."""
        return b"" if self.is_compressed else self._pread(size_bytes, max(0, self.size_bytes - size_bytes))

    def read_at(self, offset: int, size_bytes: int) -> bytes:
        """Bytes of an uncompressed file, wherever they are."""
        return self._pread(size_bytes, offset)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def _loss(self, *, is_complete: bool) -> str:
        """Why what follows here would not belong to what was read; empty where all is well."""
        status = os.fstat(self._descriptor)
        if status.st_size < self._read_bytes:
            return "the file was cut short or made anew while it was read. Go back to the start to read what it has now"
        if is_complete:
            return ""
        if status.st_nlink == 0:
            return "the file was deleted, and nothing more will come"
        # While nothing has its name, it may still be written to under another one.
        with contextlib.suppress(OSError):
            if not os.path.samestat(status, os.stat(self.path)):
                return "another file has its name now. Replay that one to go on"
        return ""

    def _next_bytes(self) -> bytes:
        if self._fault:
            return b""
        raw = self._pread(CHUNK_BYTES, self._read_bytes)
        self._read_bytes += len(raw)
        return raw if self._inflater is None else self._inflate(raw)

    def _pread(self, size_bytes: int, offset: int) -> bytes:
        try:
            return os.pread(self._descriptor, size_bytes, offset)
        except OSError as error:
            self._fault = f"the file cannot be read here: {error.strerror or error}"
            return b""

    def _inflate(self, raw: bytes) -> bytes:
        """Several streams may follow one another; a damaged one ends what can be read."""
        parts: list[bytes] = []
        while raw and not self._fault and self._inflater is not None:
            self._inflater_is_fresh = False
            try:
                parts.append(self._inflater.decompress(raw))
            except zlib.error:
                self._fault = f"the compressed data is damaged near byte {self._read_bytes:,} of the file"
                break
            raw = self._inflater.unused_data if self._inflater.eof else b""
            if self._inflater.eof:
                self._inflater, self._inflater_is_fresh = zlib.decompressobj(_GZIP_WINDOW_BITS), True
        return b"".join(parts)

    def _lines_of(self, data: bytes, *, is_complete: bool) -> Iterator[FileLine]:
        pieces = data.split(b"\n")
        last = pieces.pop()
        for piece in pieces:
            yield self._finished(piece)
        if last:
            self._keep(last)
        if is_complete and self.is_at_end:
            fault = self._fault or self._missing_end()
            if self._parts or (fault and not self._is_fault_told):
                self._is_fault_told = True
                yield self._finished(b"", fault)

    def _missing_end(self) -> str:
        """A compressed file that is complete has its end mark."""
        is_whole = self._inflater is None or self._inflater_is_fresh
        return "" if is_whole else "the compressed data ends early"

    def _keep(self, piece: bytes) -> None:
        """Of a line over the cap only the beginning is kept."""
        if self._parts_bytes < DEFAULT_MAX_LINE_BYTES:
            self._parts.append(piece)
        self._parts_bytes += len(piece)

    def _finished(self, piece: bytes, fault: str = "") -> FileLine:
        if self._parts:
            self._keep(piece)
            size_bytes = self._parts_bytes
            data = b"".join(self._parts)
            self._parts, self._parts_bytes = [], 0
            if size_bytes > len(data):
                fault = f"the line is over the cap: {size_bytes:,} bytes"
        else:
            data, size_bytes = piece, len(piece)
        line = FileLine(self._line_number, self._line_offset, data, fault)
        self._line_number += 1
        self._line_offset += size_bytes + 1
        return line
