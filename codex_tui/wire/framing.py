"""Cuts a byte stream into lines, because app-server messages are one JSON object a line of any length.

Lines of 20 MB are real (PROTOCOL.md, section 1), so there is a cap, far above what is legitimate; a line beyond it
becomes a value that keeps its beginning and its length, and the stream goes on with the next line.
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_MAX_LINE_BYTES = 256 * 1024 * 1024
OVERSIZED_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class OversizedLine:
    """A line over the cap: its first bytes, never more than the cap, and its length in bytes without the newline."""

    head: bytes
    size_bytes: int


class LineBuffer:
    """Collects chunks and gives whole lines without their newline."""

    def __init__(self, max_line_bytes: int = DEFAULT_MAX_LINE_BYTES) -> None:
        self._max_line_bytes = max_line_bytes
        self._head_bytes = min(OVERSIZED_HEAD_BYTES, max_line_bytes)
        self._parts: list[bytes] = []
        self._size_bytes = 0
        self._head: bytes | None = None

    def receive(self, chunk: bytes) -> list[bytes | OversizedLine]:
        """Take the next chunk and return the lines it completes; blank lines are dropped."""
        pieces = chunk.split(b"\n")
        if len(pieces) == 1:
            self._keep(chunk)
            return []
        self._keep(pieces[0])
        lines = [self._finish(), *pieces[1:-1]]
        self._keep(pieces[-1])
        return [line for line in map(self._checked, lines) if line]

    def close(self) -> bytes | OversizedLine | None:
        """Return what was left without a newline when the stream ended, if anything."""
        return self._checked(self._finish()) or None

    def _keep(self, piece: bytes) -> None:
        """Append to the open line; beyond the cap only its head and its length are kept."""
        if not piece:
            return
        self._size_bytes += len(piece)
        if self._head is None:
            self._parts.append(piece)
            if self._size_bytes > self._max_line_bytes:
                self._head = b"".join(self._parts)[: self._head_bytes]
                self._parts.clear()

    def _finish(self) -> bytes | OversizedLine:
        line: bytes | OversizedLine
        if self._head is not None:
            line = OversizedLine(self._head, self._size_bytes)
        else:
            line = b"".join(self._parts)
        self._parts.clear()
        self._size_bytes = 0
        self._head = None
        return line

    def _checked(self, line: bytes | OversizedLine) -> bytes | OversizedLine:
        """Apply the cap to lines that came whole inside one chunk, and drop a carriage return."""
        if isinstance(line, OversizedLine):
            return line
        if len(line) > self._max_line_bytes:
            return OversizedLine(line[: self._head_bytes], len(line))
        return line.removesuffix(b"\r")
