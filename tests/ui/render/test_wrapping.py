from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from codex_tui.ui.render.text import visible
from codex_tui.ui.render.wrapping import cells, fold, joined, prefixed, word_bounds, wrap
from tests.ui.render.rows import COLOURED, HOSTILE, WIDTHS, assert_rows, plain, styled


def test_joined_texts_keep_their_styles_and_the_first_base() -> None:
    strong = Style(bold=True)
    second = Text("two", Style(italic=True))
    second.stylize(strong, 1, 3)
    whole = joined(Text("one", COLOURED.text), second)
    assert (whole.plain, whole.style, styled(whole, strong)) == ("onetwo", COLOURED.text, ["wo"])
    assert len(whole.spans) == 1


def test_wrap_breaks_at_words_and_keeps_styles_with_their_text() -> None:
    strong = Style(bold=True)
    text = Text("one two three four")
    text.stylize(strong, 4, 13)
    rows = wrap(text, 8)
    assert plain(rows) == ["one two", "three", "four"]
    assert [styled(row, strong) for row in rows] == [["two"], ["three"], []]


def test_wrap_keeps_lines_and_their_indent_and_breaks_long_words() -> None:
    assert plain(wrap(Text("  a b\n\nabcdefghij"), 4)) == ["  a", "b", "", "abcd", "efgh", "ij"]


def test_wrap_breaks_between_wide_characters() -> None:
    assert plain(wrap(Text("日本語 日本語"), 5)) == ["日本", "語 日", "本語"]


def test_fold_loses_nothing() -> None:
    assert plain(fold(Text("a  b   c\nd"), 3)) == ["a  ", "b  ", " c", "d"]


@given(HOSTILE.map(visible), WIDTHS)
def test_wrapped_and_folded_rows_fit(text: str, width: int) -> None:
    assert_rows(wrap(Text(text), width), width)
    assert_rows(fold(Text(text), width), width)


@given(HOSTILE.map(visible), st.integers(min_value=2, max_value=200))
def test_wrapping_swallows_only_spaces_and_folding_nothing(text: str, width: int) -> None:
    squeezed = "".join("".join(plain(wrap(Text(text), width))).split(" "))
    assert squeezed == text.replace("\n", "").replace(" ", "")
    assert "".join(plain(fold(Text(text), width))) == text.replace("\n", "")


@given(st.text(st.sampled_from("ab —日\u0301 ")), st.text(st.sampled_from("ab —日\u0301 ")), st.integers(2, 12))
def test_rows_do_not_change_when_text_is_added_after_the_last(start: str, more: str, width: int) -> None:
    before, after = word_bounds(start, width), word_bounds(start + more, width)
    assert after[: len(before) - 1] == before[:-1]


def test_prefixed_hangs_the_rows_after_the_first() -> None:
    rows = prefixed(wrap(Text("one two\n"), 3), "- ", "▎ ", COLOURED.muted)
    assert plain(rows) == ["- one", "▎ two", "▎"]
    assert styled(rows[0], COLOURED.muted) == ["- "]


@given(HOSTILE.map(visible))
def test_cells_agree_with_rich(text: str) -> None:
    assert cells(text) == cell_len(text)
