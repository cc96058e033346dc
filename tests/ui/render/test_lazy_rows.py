"""Rows that are counted little by little: the same as those made at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.text import Text

from codex_tui.ui.render.lazy_rows import FIRST_ROWS, PIECE_CHARS, LazyRows, text_rows
from codex_tui.ui.render.text import visible
from codex_tui.ui.render.wrapping import fold_bounds
from tests.ui.render.rows import PLAIN, plain

TEXTS = {
    "empty": "",
    "newline": "\n",
    "two lines": "one\ntwo\n",
    "one long line": "0123456789" * 3_000,
    "wide": "\u754c" * (PIECE_CHARS + 5) + "\nx",
    "controls": "\x1b[31m\u202e" * PIECE_CHARS,
    "carriage returns": "a\r\nb\rc\r\n" + "d" * PIECE_CHARS + "\r\n",
}


@pytest.mark.parametrize("width", [1, 7, 80])
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_the_rows_that_it_has_at_once(name: str, width: int) -> None:
    rows = text_rows(TEXTS[name], width, PLAIN)
    while rows.count_more(0.0):
        pass
    lines = visible(TEXTS[name].removesuffix("\n").removesuffix("\r")).split("\n")
    assert plain(rows) == [line[start:end] for line in lines for start, end in fold_bounds(line, width)]


def test_counting_stops_in_between_and_goes_on() -> None:
    counted = 0

    def heights() -> Iterator[int]:
        nonlocal counted
        for _ in range(3 * FIRST_ROWS):
            counted += 1
            yield 1

    rows = LazyRows(heights(), lambda index: [Text(str(index))])
    assert rows.count_more(0.0) and counted == len(rows) == FIRST_ROWS
    assert rows[-1:] == [Text(str(FIRST_ROWS - 1))]
    while rows.count_more(0.0):
        pass
    assert len(rows) == 3 * FIRST_ROWS


def test_only_what_is_looked_at_is_drawn() -> None:
    drawn: list[int] = []

    def draw(index: int) -> list[Text]:
        drawn.append(index)
        return [Text("first"), Text("second")]

    rows = LazyRows(iter([2] * 100), draw)
    rows.count_more(0.0)
    assert (rows[50].plain, rows[51].plain, drawn) == ("first", "second", [25])
    with pytest.raises(IndexError):
        rows[200]
