from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from codex_tui.ui.render.ansi import render_output
from tests.ui.render.rows import COLOURED, HOSTILE, PLAIN, WIDTHS, assert_rows, plain, styled

RED = Style(color="color(1)")


@pytest.mark.parametrize(
    ("output", "rows"),
    [
        ("one\ntwo\n", ["one", "two"]),
        ("one\r\ntwo\r\n", ["one", "two"]),
        ("a\n\n", ["a", ""]),
        ("10%\r 55%\r100%\r\ndone", ["100%", "done"]),
        ("loading\r\x1b[2Kready", ["ready"]),
        ("spin |\b/\b-", ["spin -"]),
        ("ab\tc", ["ab      c"]),
        ("\x1b[1mab\x1b[0m\tc", ["ab      c"]),
        ("\x1b]0;title\x07\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", ["link"]),
        ("\x1b]52;c;cm0gLXJm\x07text\x1b[H\x1b[2J\x1b[?25l", ["text"]),
        ("\x1bPsecret\x1b\\x\x9b31my\x1b(Bz", ["xyz"]),
        ("half \x1b[3", ["half ␛[3"]),
        ("bell\x07 nul\x00 bidi\u202e", ["bell␇ nul␀ bidi‹U+202E›"]),
        ("0123456789abcdefghij0123456789", ["0123456789abcdefghij01234", "56789"]),
        ("[red]no markup[/red]", ["[red]no markup[/red]"]),
        ("", [""]),
    ],
)
def test_output_shows_the_last_state_of_each_line(output: str, rows: list[str]) -> None:
    assert plain(render_output(output, 25, COLOURED)) == rows


def test_colours_go_on_until_they_are_reset() -> None:
    rows = render_output("\x1b[31mred\nstill\x1b[0m not\n\x1b[8;40;30mhidden", 20, COLOURED)
    assert [styled(row, RED) for row in rows] == [["red"], ["still"], []]
    assert rows[2].plain == "hidden"
    assert styled(rows[2], Style(color="color(8)")) == ["hidden"]


def test_without_colour_the_text_is_all_there_is() -> None:
    assert [row.spans for row in render_output("\x1b[31mred", 20, PLAIN)] == [[]]


def test_a_tail_is_the_end_of_all_rows_and_keeps_their_colours() -> None:
    output = "\x1b[31m" + "".join(f"line {number} of the output\n" for number in range(100))
    rows = render_output(output, 12, COLOURED)
    tail = render_output(output, 12, COLOURED, tail=5)
    assert plain(tail) == plain(rows)[-5:]
    assert [row.spans for row in tail] == [row.spans for row in rows[-5:]]
    assert render_output(output, 12, COLOURED, tail=0) == []


def test_the_tail_of_a_line_without_end_stays_where_it_is() -> None:
    line = "".join(f"{number:09} " for number in range(100_000))
    assert plain(render_output(line, 77, PLAIN, tail=3)) == plain(render_output(line, 77, PLAIN))[-3:]


@given(HOSTILE, WIDTHS, st.one_of(st.none(), st.integers(min_value=0, max_value=10)))
def test_hostile_output_becomes_harmless_rows(output: str, width: int, tail: int | None) -> None:
    for palette in (PLAIN, COLOURED):
        rows = render_output(output, width, palette, tail=tail)
        assert_rows(rows, width)
        assert tail is None or len(rows) <= tail
