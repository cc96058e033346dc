"""Lines of standard input, from a thread of their own."""

from __future__ import annotations

import os
import queue
from pathlib import Path

import pytest

from codex_tui.plain.commands import MAX_LINE_BYTES
from codex_tui.plain.typed import MAX_LINES_AHEAD, InputLine, TypedLines
from codex_tui.wire.framing import OversizedLine

DEADLINE_S = 10.0


class Taken:
    """What was handed on: lines, and None for the end."""

    def __init__(self, descriptor: int) -> None:
        self._handed: queue.SimpleQueue[InputLine | None] = queue.SimpleQueue()
        self.typed = TypedLines(descriptor, self._handed.put, lambda: self._handed.put(None))
        self.typed.start()

    def next(self) -> InputLine | None:
        return self._handed.get(timeout=DEADLINE_S)

    def is_quiet(self) -> bool:
        return self._handed.empty()


def test_a_file_is_read_to_its_last_line_with_or_without_a_newline(tmp_path: Path) -> None:
    path = tmp_path / "turns"
    path.write_bytes(b"one\r\n\ntwo\nthree")
    with path.open("rb") as file:
        taken = Taken(file.fileno())
        assert [taken.next() for _ in range(4)] == [b"one", b"two", b"three", None]


def test_what_is_closed_has_ended() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.close(writing)

    assert Taken(reading).next() is None


@pytest.mark.parametrize("is_blocking", [True, False])
def test_a_pipe_gives_lines_as_they_come(is_blocking: bool) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, is_blocking)
    taken = Taken(reading)
    os.write(writing, b"one\ntw")
    assert taken.next() == b"one" and taken.is_quiet()
    os.write(writing, b"o\n")
    assert taken.next() == b"two"
    os.write(writing, b"\n")
    assert taken.next() == b""
    os.close(writing)
    assert taken.next() is None
    os.close(reading)


def test_no_more_is_read_than_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "turns"
    path.write_bytes(b"again\n" * (MAX_LINES_AHEAD + 1))
    with path.open("rb") as file:
        taken = Taken(file.fileno())
        for _ in range(MAX_LINES_AHEAD):
            assert taken.next() == b"again"
        assert taken.is_quiet()
        taken.typed.release()
        assert [taken.next(), taken.next()] == [b"again", None]


def test_a_line_without_end_is_a_value_and_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "turns"
    path.write_bytes(b"x" * (MAX_LINE_BYTES + 1) + b"\nafter\n")
    with path.open("rb") as file:
        taken = Taken(file.fileno())
        line = taken.next()
        assert isinstance(line, OversizedLine) and line.size_bytes == MAX_LINE_BYTES + 1
        assert [taken.next(), taken.next()] == [b"after", None]
