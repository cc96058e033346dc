"""The arithmetic of the entry window: what is in view, and that the anchor holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.entry_window import EntryWindow


def window_on(heights: list[int], height: int) -> EntryWindow:
    window = EntryWindow(lambda: len(heights), heights.__getitem__)
    window.height = height
    return window


def all_slots(heights: list[int]) -> list[tuple[int, int]]:
    return [(index, row) for index, rows in enumerate(heights) for row in range(rows)]


def test_the_end_is_at_the_bottom() -> None:
    window = window_on([2, 3, 4], 5)
    window.fill_from_end()
    assert window.slots == [(1, 2), (2, 0), (2, 1), (2, 2), (2, 3)]
    assert window.is_at_end


def test_entries_without_rows_take_no_place() -> None:
    window = window_on([1, 0, 0, 1], 4)
    window.fill_from_anchor()
    assert window.slots == [(0, 0), (3, 0)]


def test_older_entries_come_before_the_anchor_without_moving_it() -> None:
    heights = [3, 3, 3]
    window = window_on(heights, 2)
    window.top, window.offset = 1, 1
    window.fill_from_anchor()
    before = [(index, row) for index, row in window.slots]
    heights[:0] = [5, 5]
    window.top += 2
    window.fill_from_anchor()
    assert [(index - 2, row) for index, row in window.slots] == before


def test_a_list_that_became_shorter_ends_at_the_bottom() -> None:
    heights = [4, 4, 4]
    window = window_on(heights, 4)
    window.top, window.offset = 2, 2
    del heights[1:]
    window.top = 0
    window.offset = 3
    window.fill_from_anchor()
    assert window.slots == [(0, 0), (0, 1), (0, 2), (0, 3)]


def test_an_entry_is_revealed_by_the_smallest_move() -> None:
    window = window_on([2] * 10, 6)
    window.fill_from_anchor()
    assert not window.reveal(1)
    assert window.reveal(4)
    window.fill_from_anchor()
    assert window.slots[-1] == (4, 1) and window.slots[0] == (2, 0)
    assert window.reveal(0)
    window.fill_from_anchor()
    assert window.slots[0] == (0, 0)


def test_an_entry_taller_than_the_view_shows_its_beginning_and_says_that_it_is_cut() -> None:
    window = window_on([1, 9, 1], 4)
    window.fill_from_anchor()
    window.reveal(1)
    window.fill_from_anchor()
    assert window.slots == [(1, 0), (1, 1), (1, 2), (1, 3)]
    assert window.is_cut_below(1) and not window.is_cut_above(1)
    window.shift(2)
    window.fill_from_anchor()
    assert window.is_cut_above(1)


@given(st.lists(st.integers(0, 7), max_size=30), st.integers(1, 12), st.lists(st.integers(-40, 40), max_size=12))
def test_the_view_is_a_run_of_rows_as_long_as_can_be(heights: list[int], height: int, moves: list[int]) -> None:
    window = window_on(heights, height)
    rows = all_slots(heights)
    if not heights:
        return
    window.fill_from_end()
    assert window.slots == rows[-height:]
    for move in moves:
        window.shift(move)
        window.fill_from_anchor()
        assert len(window.slots) == min(height, len(rows))
        if rows:
            start = rows.index(window.slots[0])
            assert window.slots == rows[start : start + height]
        before, visible = window.extent()
        assert 0 <= before <= 1 and 0 <= visible <= 1
    window.shift(-sum(heights) - 1)
    window.fill_from_anchor()
    assert window.slots == rows[:height]
