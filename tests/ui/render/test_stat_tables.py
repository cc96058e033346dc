from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.stat_tables import Column, Row, Sorting, fitting, render_head, render_row, sorted_table
from tests.ui.render.samples import PALETTE, hostile_texts, widths

COLUMNS = (Column("name", 0, is_number=False), Column("count", 6), Column("extra", 8, 2), Column("rare", 8, 3))


def row(name: str, count: int) -> Row:
    return Row((name, str(count), "x", "y"), (name, count, 0, 0), name)


ROWS = (row("b", 2), row("a", 9), row("c", 2))


@pytest.mark.parametrize(
    ("sorting", "names"),
    [
        (Sorting(1), "abc"),
        (Sorting(1, is_reversed=True), "bca"),
        (Sorting(0), "abc"),
        (Sorting(0, is_reversed=True), "cba"),
    ],
)
def test_numbers_begin_with_the_largest_and_names_with_the_first(sorting: Sorting, names: str) -> None:
    assert "".join(row.shown[0] for row in sorted_table(COLUMNS, ROWS, sorting).rows) == names


def test_the_least_important_columns_leave_first() -> None:
    assert fitting(COLUMNS, 80) == {0: 52, 1: 6, 2: 8, 3: 8}
    assert list(fitting(COLUMNS, 40)) == [0, 1, 2]
    assert list(fitting(COLUMNS, 30)) == [0, 1]


def test_the_head_names_what_sorts_and_how() -> None:
    assert "count▾" in render_head(sorted_table(COLUMNS, ROWS, Sorting(1)), 80, PALETTE).plain
    assert "count▴" in render_head(sorted_table(COLUMNS, ROWS, Sorting(1, is_reversed=True)), 80, PALETTE).plain
    assert "name▴" in render_head(sorted_table(COLUMNS, ROWS, Sorting(0)), 80, PALETTE).plain


def test_a_long_method_keeps_its_end() -> None:
    shown = row("item/commandExecution/requestApproval", 1)
    text = render_row(sorted_table(COLUMNS, [shown], Sorting(1)), shown, 40, PALETTE).plain

    assert "requestApproval" in text


@given(hostile_texts, widths)
def test_hostile_names_keep_the_cells(name: str, width: int) -> None:
    shown = row(name, 1)
    text = render_row(sorted_table(COLUMNS, [shown], Sorting(1)), shown, width, PALETTE)

    assert text.cell_len <= width and "\n" not in text.plain and "\x1b" not in text.plain


@given(st.integers(0, 200))
def test_the_head_fits(width: int) -> None:
    assert render_head(sorted_table(COLUMNS, ROWS, Sorting(1)), width, PALETTE).cell_len <= width
