"""The work per delta must not grow with the message; it is measured in rows drawn anew, not in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from codex_tui.ui.render.markdown_flow import MarkdownFlow
from codex_tui.ui.render.markdown_syntax import SEGMENT_CHARS
from tests.ui.render.rows import COLOURED, PLAIN, plain

if TYPE_CHECKING:
    from rich.text import Text
WIDTH = 50
MOST_FRESH_ROWS = 3 * SEGMENT_CHARS // WIDTH


@pytest.mark.parametrize(
    ("first", "delta"),
    [
        ("", "one word after the other, "),
        ("", "some **bold** and `code` "),
        ("", "a line of its own\n"),
        ("", "unbroken"),
        ("", "A paragraph.\n\n"),
        ("- ", "an item\n- "),
        ("1. ", "an item\n1. "),
        ("", "# A heading\n"),
        ("```python\n", "x = 1\n"),
        ("```\n", "log line\n"),
    ],
)
def test_only_the_end_of_a_growing_message_is_drawn_again(first: str, delta: str) -> None:
    flow = MarkdownFlow(WIDTH, COLOURED)
    flow.feed(first)
    before: list[Text] = []
    most_fresh = 0
    for _ in range(1500):
        flow.feed(delta)
        rows = list(flow.rows())
        kept = sum(1 for old, new in zip(before, rows, strict=False) if old is new)
        most_fresh = max(most_fresh, len(rows) - kept)
        before = rows
    assert len(before) > MOST_FRESH_ROWS
    assert most_fresh <= MOST_FRESH_ROWS


def test_a_huge_open_block_is_drawn_now_and_then_and_fully_at_rest() -> None:
    flow = MarkdownFlow(WIDTH, PLAIN)
    flow.feed("> start\n")
    drawings = 0
    for index in range(2000):
        flow.feed(f"> line {index}\n")
        before = len(flow.rows())
        drawings += before == index + 2
    assert drawings < 500
    assert plain(flow.rows())[-1] == "▎ line 1999"


def test_the_last_text_of_a_huge_open_block_is_drawn_when_it_is_whole() -> None:
    flow = MarkdownFlow(WIDTH, PLAIN)
    flow.feed("> line\n" * 2000)
    assert len(flow.rows()) == 2000
    flow.feed("> last\n")
    assert plain(flow.rows(is_whole=True))[-1] == "▎ last"


def test_a_long_paragraph_settles_all_but_its_end() -> None:
    flow = MarkdownFlow(WIDTH, PLAIN)
    flow.feed("word " * 5000)
    rows = flow.rows()
    assert len(rows) == 500
    assert 500 - flow.settled_row_count <= MOST_FRESH_ROWS


def test_code_that_may_get_colours_settles_only_when_it_is_too_long_for_them() -> None:
    flow = MarkdownFlow(WIDTH, COLOURED)
    flow.feed("```python\n" + "x = 1\n" * 1000)
    assert len(flow.rows()) == 1000
    assert flow.settled_row_count == 0
    flow.feed("x = 1\n" * 4000)
    assert len(flow.rows()) == 5000
    assert flow.settled_row_count == 5000
