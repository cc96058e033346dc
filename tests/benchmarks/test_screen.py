"""The emulated screen decides what every figure means, so it must show what a terminal would."""

from __future__ import annotations

import pytest

from benchmarks.screen import Screen


def rows_after(*chunks: bytes, columns: int = 10, rows: int = 4) -> list[str]:
    screen = Screen(columns, rows)
    for chunk in chunks:
        screen.feed(chunk)
    return [row.rstrip() for row in screen.text().split("\n")]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        pytest.param(b"one\r\ntwo", ["one", "two", "", ""], id="line-feed"),
        pytest.param(b"0123456789ab", ["0123456789", "ab", "", ""], id="wrap"),
        pytest.param(b"1\r\n2\r\n3\r\n4\r\n5", ["2", "3", "4", "5"], id="scroll"),
        pytest.param(b"\x1b[2;3Hx\x1b[1;1Hy", ["y", "  x", "", ""], id="cursor-position"),
        pytest.param(b"abcdef\x1b[3D\x1b[K", ["abc", "", "", ""], id="erase-to-end-of-line"),
        pytest.param(b"one\r\ntwo\x1b[2J", ["", "", "", ""], id="erase-screen"),
        pytest.param(b"old\x1b[?1049hnew", ["new", "", "", ""], id="alternate-screen"),
        pytest.param(b"1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\n", ["1", "3", "", "4"], id="scroll-region"),
        pytest.param(b"1\r\n2\r\n3\x1b[1;1H\x1b[L", ["", "1", "2", "3"], id="insert-line"),
        pytest.param(b"1\r\n2\x1b[H\x1bMtop", ["top", "1", "2", ""], id="reverse-index"),
        pytest.param("漢字x\x1b[1;5Hy".encode(), ["漢字y", "", "", ""], id="wide-characters"),
        pytest.param(b"\x1b[1;31mred\x1b[0m \x1b]0;title\x07ok", ["red ok", "", "", ""], id="colours-and-title"),
    ],
)
def test_bytes_draw_these_rows(data: bytes, rows: list[str]) -> None:
    assert rows_after(data) == rows


def test_any_cut_draws_the_same_rows() -> None:
    data = "a\x1b[2;3H漢\x1b]0;title\x1b\\z\x1b[1mb".encode()

    assert {tuple(rows_after(data[:cut], data[cut:])) for cut in range(len(data))} == {("a", "  漢zb", "", "")}


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (b"ab\x1b[6n", b"\x1b[1;3R"),
        (b"\x1b[c", b"\x1b[?62;22c"),
        (b"\x1b[?u", b"\x1b[?0u"),
        (b"\x1b[?2026$p", b"\x1b[?2026;0$y"),
        (b"\x1b]11;?\x1b\\", b"\x1b]11;rgb:1010/1010/1010\x1b\\"),
    ],
)
def test_programs_that_ask_the_terminal_are_answered(question: bytes, reply: bytes) -> None:
    screen = Screen(10, 4)
    screen.feed(question)

    assert screen.replies == [reply]
