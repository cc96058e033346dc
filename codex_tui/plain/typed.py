"""Reads standard input on a thread of its own; a terminal, a pipe and a file are all the same to it."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

from codex_tui.plain.commands import MAX_LINE_BYTES
from codex_tui.wire.framing import LineBuffer, OversizedLine

READ_BYTES = 64 * 1024
MAX_LINES_AHEAD = 64
"""What is read before it can be used; the rest of a long input stays where it is."""

InputLine = bytes | OversizedLine


class TypedLines:
    """Hands on the lines of a descriptor, and its end, from its own thread."""

    def __init__(self, descriptor: int, on_line: Callable[[InputLine], None], on_end: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._on_line = on_line
        self._on_end = on_end
        self._room = threading.Semaphore(MAX_LINES_AHEAD)
        # A daemon, so that a terminal where nothing is typed does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="codex-tui-input", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def release(self) -> None:
        """A line was used."""
        self._room.release()

    def _run(self) -> None:
        buffer = LineBuffer(MAX_LINE_BYTES)
        while chunk := self._read():
            # On a terminal a blank line, which the buffer drops, brings the prompt back.
            for line in buffer.receive(chunk) or [b""] * (chunk == b"\n"):
                self._hand_on(line)
        # The last line of a file may lack its newline.
        rest = buffer.close()
        if rest is not None:
            self._hand_on(rest)
        self._on_end()

    def _read(self) -> bytes:
        while True:
            try:
                return os.read(self._descriptor, READ_BYTES)
            except BlockingIOError:
                # Whoever started us has set it so, and may rely on it.
                select.select([self._descriptor], [], [])
            except OSError:
                # A terminal that has gone ends like a file.
                return b""

    def _hand_on(self, line: InputLine) -> None:
        self._room.acquire()
        self._on_line(line)
