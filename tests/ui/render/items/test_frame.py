from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from rich.text import Text

from codex_tui.ui.render.items.frame import (
    NO_FOLDERS,
    Canvas,
    Extent,
    Folders,
    body,
    cut_title,
    guttered,
    head_row,
    limited,
    title_of,
)
from tests.ui.render.samples import PALETTE, assert_rows_fit, hostile_texts, style_at

FACTS = [Text("✓ 0", PALETTE.success), Text("", PALETTE.muted), Text("  1.4s", PALETTE.muted)]


def test_facts_stand_at_the_right_end() -> None:
    title = title_of(("pytest -q tests", PALETTE.text))
    row = head_row(Canvas(40, PALETTE), "$", PALETTE.muted, title, FACTS)
    assert row.plain == "$ pytest -q tests            ✓ 0    1.4s"
    assert style_at(row, "✓") == PALETTE.success and style_at(row, "$") == PALETTE.muted


def test_the_last_facts_go_before_the_title_is_cut() -> None:
    title = title_of(("pytest -q tests/test_parser.py", PALETTE.text))
    narrow = [head_row(Canvas(width, PALETTE), "$", PALETTE.muted, title, FACTS).plain for width in (31, 25, 20)]
    assert narrow == ["$ pytest -q…        ✓ 0    1.4s", "$ pytest -q…          ✓ 0", "$ pytest -q…"]


def test_a_cut_title_keeps_the_styles_of_what_is_left() -> None:
    title = cut_title(title_of(("read ", PALETTE.muted), ("parser.py and more", PALETTE.accent)), 12)
    assert title.plain == "read parser…"
    assert style_at(title, "read") == PALETTE.muted and style_at(title, "parser") == PALETTE.accent


@given(hostile_texts, hostile_texts, st.integers(3, 80))
def test_a_head_row_fits_whatever_is_in_it(title: str, fact: str, width: int) -> None:
    facts = [title_of((fact, PALETTE.muted))]
    rows = [head_row(Canvas(width, PALETTE), "$", PALETTE.muted, title_of((title, PALETTE.text)), facts)]
    assert_rows_fit(rows, width)


def test_the_ground_of_a_row_does_not_reach_into_the_gutter() -> None:
    ground = Style(bgcolor="color(22)")
    row = guttered(Text("+ word", ground), "±", PALETTE.muted)
    assert row.plain == "± + word"
    assert style_at(row, "±") == PALETTE.muted and style_at(row, "+ word") == ground
    assert not row.style


def test_only_the_first_row_of_a_body_has_the_glyph() -> None:
    assert [row.plain for row in body([Text("a"), Text("b")], "!", PALETTE.error)] == ["! a", "  b"]


@pytest.mark.parametrize(
    ("extent", "count", "last"),
    [
        (Extent.USUAL, 3, "row 2"),
        (Extent.USUAL, 4, "  … 2 more · enter"),
        (Extent.EXPANDED, 9, "  … 5 more · o"),
        (Extent.WHOLE, 9, "row 8"),
    ],
)
def test_what_is_left_out_is_counted_unless_it_is_one_row(extent: Extent, count: int, last: str) -> None:
    canvas = Canvas(40, PALETTE, extent)
    rows = limited(canvas, [Text(f"row {at}") for at in range(count)], canvas.limit(2, 4))
    assert rows[-1].plain == last


def test_a_path_is_shown_from_the_folder_that_it_lies_in() -> None:
    folders = Folders("/home/me", "/home/me/src")
    assert folders.short("/home/me/src/a.py", 40) == "a.py"
    assert folders.short("/home/me/other/a.py", 40) == "~/other/a.py"
    assert NO_FOLDERS.short("/home/me/src/a.py", 40) == "/home/me/src/a.py"
