from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.bars import ASCII_BARS, BLOCKS, bar_rows, summed


def test_the_highest_value_fills_all_rows_and_the_least_still_shows() -> None:
    assert bar_rows([0, 1, 500, 1000], 2) == ["   █", " ▁██"]
    assert bar_rows([0, 1, 500, 1000], 2, ASCII_BARS) == ["   #", " .##"]


def test_nothing_is_drawn_of_nothing() -> None:
    assert bar_rows([0, 0], 2) == ["  ", "  "]
    assert bar_rows([], 1) == [""]


@given(st.lists(st.integers(0, 10**15), max_size=50), st.integers(1, 9), st.sampled_from([BLOCKS, ASCII_BARS]))
def test_every_row_has_a_cell_for_each_value(values: list[int], height: int, glyphs: str) -> None:
    rows = bar_rows(values, height, glyphs)

    assert [len(row) for row in rows] == [len(values)] * height
    assert [any(row[column] != " " for row in rows) for column in range(len(values))] == [value > 0 for value in values]


def test_neighbours_are_added_up_and_the_last_are_whole() -> None:
    assert summed([1, 2, 3, 4, 5, 6, 7], 3) == [1, 9, 18]
    assert summed([1, 2], 3) == [3]
    assert summed([1, 2, 3], 1) == [1, 2, 3]
