"""Lines out of chunks: however the bytes are cut, the lines are the same."""

from __future__ import annotations

from itertools import combinations
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.wire.framing import OVERSIZED_HEAD_BYTES, LineBuffer, OversizedLine

Line: TypeAlias = bytes | OversizedLine

STREAM = b'{"a":1}\n\n{"b":2}\r\n\r\n12345678901234\nrest'
CAP_BYTES = 10
LINES: list[Line] = [b'{"a":1}', b'{"b":2}', OversizedLine(b"1234567890", 14)]


def lines_of(
    chunks: list[bytes], max_line_bytes: int
) -> tuple[list[bytes | OversizedLine], bytes | OversizedLine | None]:
    buffer = LineBuffer(max_line_bytes)
    lines = [line for chunk in chunks for line in buffer.receive(chunk)]
    return lines, buffer.close()


def test_every_cut_in_up_to_three_gives_the_same_lines() -> None:
    for first, second in combinations(range(len(STREAM) + 1), 2):
        chunks = [STREAM[:first], STREAM[first:second], STREAM[second:]]
        assert lines_of(chunks, CAP_BYTES) == (LINES, b"rest"), (first, second)


def test_byte_by_byte_gives_the_same_lines() -> None:
    chunks = [STREAM[index : index + 1] for index in range(len(STREAM))]

    assert lines_of(chunks, CAP_BYTES) == (LINES, b"rest")


@given(st.lists(st.text("ab\r\n", max_size=12), max_size=12), st.integers(1, 8))
def test_any_cut_of_any_stream_gives_the_same_lines(pieces: list[str], max_line_bytes: int) -> None:
    chunks = [piece.encode() for piece in pieces]

    assert lines_of(chunks, max_line_bytes) == lines_of([b"".join(chunks)], max_line_bytes)


@pytest.mark.parametrize("cut", [0, 5, 10])
def test_a_line_of_exactly_the_cap_is_whole(cut: int) -> None:
    line = b"0123456789"

    assert lines_of([line[:cut], line[cut:] + b"\n"], CAP_BYTES) == ([line], None)


def test_only_one_carriage_return_belongs_to_the_newline() -> None:
    assert lines_of([b"a\r\r\n"], CAP_BYTES) == ([b"a\r"], None)


def test_the_stream_goes_on_after_a_line_over_the_cap() -> None:
    assert lines_of([b"x" * 25, b"x" * 25, b"\nnext\n"], CAP_BYTES) == ([OversizedLine(b"x" * 10, 50), b"next"], None)


def test_the_head_of_an_oversized_line_is_bounded() -> None:
    (line,), _ = lines_of([b"x" * 300_000 + b"\n"], 200_000)

    assert line == OversizedLine(b"x" * OVERSIZED_HEAD_BYTES, 300_000)


def test_an_oversized_line_without_newline_is_what_is_left() -> None:
    assert lines_of([b"x" * 11], CAP_BYTES) == ([], OversizedLine(b"x" * 10, 11))


def test_after_its_end_the_buffer_is_empty() -> None:
    buffer = LineBuffer()
    buffer.receive(b"half")

    assert buffer.close() == b"half"
    assert buffer.close() is None
