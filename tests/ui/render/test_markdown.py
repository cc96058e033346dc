from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from codex_tui.ui.render.markdown import MarkdownStream, render_markdown
from codex_tui.ui.render.markdown_blocks import block_rows, needs_gap
from codex_tui.ui.render.markdown_syntax import normalised, parse_blocks
from tests.ui.render.rows import COLOURED, HOSTILE, NASTY, PLAIN, WIDTHS, assert_rows, plain

if TYPE_CHECKING:
    from rich.text import Text

FILLED = replace(COLOURED, code_block=Style(bgcolor="#202020"))

_PIECES = (
    "a|- |* x|1. |2) |# |```|```py\n|~~~|\n|\n\n|  |    |> |¦|¦-¦-¦\n|¦a¦b¦\n|---|===|**bold**|`code`|*|`|"
    "[x](http://a)|![i](u)|word |a long sentence of words |\r|\r\n|- [x] t\n|&amp;|&#x202e;|<http://x>|\\|~~s~~|+|-|=|"
    "\n  - n\n|\n- i\n| \n|[a]: http://b\n|"
).split("|")
FRAGMENTS = [piece.replace("¦", "|") for piece in _PIECES]
LONG_FRAGMENTS = [*FRAGMENTS, "lorem ipsum dolor sit amet " * 25, "x" * 500, "some **bold words** and `code` " * 15]
SOURCES = st.lists(st.sampled_from([*FRAGMENTS, *NASTY]), max_size=40).map("".join)
LONG_SOURCES = st.lists(st.sampled_from(LONG_FRAGMENTS), min_size=20, max_size=120).map("".join)


def _shown(rows: list[Text]) -> list[tuple[str, object, list[tuple[int, int, object]]]]:
    return [(row.plain, row.style, sorted((s.start, s.end, str(s.style)) for s in row.spans)) for row in rows]


def _streamed(source: str, cuts: list[int], width: int) -> MarkdownStream:
    """A stream that was drawn after each of the pieces into which the source was cut."""
    stream = MarkdownStream()
    settled: list[Text] = []
    bounds = sorted({0, len(source), *(cut % (len(source) + 1) for cut in cuts)})
    for start, end in pairwise(bounds):
        stream.append(source[start:end])
        rows = list(stream.rows(width, FILLED))
        assert_rows(rows, width)
        assert all(before is after for before, after in zip(settled, rows, strict=False))
        settled = rows[: stream.settled_row_count]
    stream.replace(source)
    return stream


@given(SOURCES, st.lists(st.integers(min_value=0), max_size=30), WIDTHS)
def test_streaming_in_any_split_is_rendering_at_once(source: str, cuts: list[int], width: int) -> None:
    stream = _streamed(source, cuts, width)
    assert _shown(list(stream.rows(width, FILLED))) == _shown(render_markdown(source, width, FILLED))


@given(LONG_SOURCES, st.lists(st.integers(min_value=0), max_size=30), st.sampled_from([1, 7, 20, 80]))
def test_streaming_long_blocks_is_rendering_at_once(source: str, cuts: list[int], width: int) -> None:
    stream = _streamed(source, cuts, width)
    assert _shown(list(stream.rows(width, FILLED))) == _shown(render_markdown(source, width, FILLED))


@given(st.one_of(SOURCES, LONG_SOURCES), st.sampled_from([5, 40]))
def test_rendering_at_once_is_rendering_each_block(source: str, width: int) -> None:
    text = normalised(source.removesuffix("\r"))
    lines = text.split("\n")
    expected: list[Text] = []
    previous_kind = ""
    for block in parse_blocks(text):
        expected += render_markdown("", width, PLAIN) if not needs_gap(previous_kind, block, lines) else [_empty_row()]
        expected += block_rows(block, width, PLAIN, lines)
        previous_kind = block.kind
    assert _shown(render_markdown(source, width, PLAIN)) == _shown(expected)


def _empty_row() -> Text:
    return render_markdown("a\n\nb", 5, PLAIN)[1]


@given(HOSTILE, WIDTHS)
def test_hostile_text_becomes_harmless_rows(source: str, width: int) -> None:
    assert_rows(render_markdown(source, width, PLAIN), width)


@pytest.mark.parametrize(
    "source",
    [
        "```|\n\n-|",
        "# a|b\n-|-\n",
        "- x\n- a|b\n-|-\n",
        "   - a\n   - b\n",
        "1. a\n1. b\n\n   c\n1. d",
        "```\na\n``\n```\nb",
        "  ```\n  a\n b\n",
        "a\r",
    ],
)
def test_half_a_block_is_never_taken_for_what_it_turns_out_not_to_be(source: str) -> None:
    stream = _streamed(source, list(range(len(source))), 20)
    assert _shown(list(stream.rows(20, FILLED))) == _shown(render_markdown(source, 20, FILLED))


def test_the_truth_of_a_completed_item_keeps_what_was_streamed() -> None:
    stream = MarkdownStream()
    stream.append("first\n\nsec")
    first = stream.rows(20, PLAIN)[0]
    stream.replace("first\n\nsecond")
    assert plain(stream.rows(20, PLAIN)) == ["first", "", "second"]
    assert stream.rows(20, PLAIN)[0] is first
    stream.replace("other")
    assert plain(stream.rows(20, PLAIN)) == ["other"]
    assert stream.source == "other"


def test_another_width_wraps_the_whole_text_again() -> None:
    stream = MarkdownStream("one two\n\nthree four")
    assert plain(stream.rows(20, PLAIN)) == ["one two", "", "three four"]
    assert plain(stream.rows(5, PLAIN)) == ["one", "two", "", "three", "four"]
    stream.append(" five")
    assert plain(stream.rows(20, PLAIN)) == ["one two", "", "three four five"]


def test_a_dash_that_begins_a_list_does_not_make_a_heading_for_a_moment() -> None:
    stream = MarkdownStream("Steps:\n-")
    assert stream.rows(20, PLAIN)[0].style == PLAIN.text
    stream.append(" first")
    assert plain(stream.rows(20, PLAIN)) == ["Steps:", "• first"]
