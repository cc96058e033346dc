"""Differences of two sequences of lines, against what they must add up to."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from codex_tui.state.line_changes import MAX_GAP_LINES, Change, line_changes


def applied(old: list[str], new: list[str], changes: list[Change]) -> list[str]:
    """The old lines with the changes made to them."""
    made: list[str] = []
    at = 0
    for change in changes:
        made += old[at : change.start] + new[change.new_start : change.new_end]
        at = change.end
    return made + old[at:]


@pytest.mark.parametrize("seed", range(40))
def test_the_changes_make_the_new_lines_of_the_old(seed: int) -> None:
    random = Random(seed)
    kinds = random.choice((2, 10, 300))
    old = [str(random.randrange(kinds)) for _ in range(random.randrange(200))]
    new = [line for line in old if random.random() < 0.8]
    for _ in range(random.randrange(20)):
        new.insert(random.randrange(len(new) + 1), str(random.randrange(kinds)))
    changes = line_changes(old, new)
    assert applied(old, new, changes) == new
    for before, after in pairwise(changes):
        assert before.end < after.start and before.new_end < after.new_start


def test_the_same_lines_do_not_differ() -> None:
    assert line_changes(["a", "b"], ["a", "b"]) == line_changes([], []) == []


def test_one_line_changes_among_many() -> None:
    old = [str(number) for number in range(50_000)]
    assert line_changes(old, [*old[:25_000], "new", *old[25_001:]]) == [Change(25_000, 25_001, 25_000, 25_001)]


def test_a_line_that_moved_leaves_the_others_alone() -> None:
    changes = line_changes(["a", "b", "c", "d"], ["b", "c", "d", "a"])
    assert changes == [Change(0, 1, 0, 0), Change(4, 4, 3, 4)]


def test_too_many_lines_without_a_like_are_not_compared_one_by_one() -> None:
    old, new = ["a", "b"] * MAX_GAP_LINES, ["b", "c"] * MAX_GAP_LINES
    assert line_changes(old, new) == [Change(0, len(old), 0, len(new), is_compared=False)]
