"""Where two sequences of lines differ, in time that grows with their length and not with its square.

Lines that each side has once, in the same order, split both into small gaps; only a gap is compared line by line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_GAP_LINES = 1_000
"""Where nothing is alike for more lines than these, they are replaced as a whole."""


class Change(NamedTuple):
    """Lines `start` to `end` of the one are lines `new_start` to `new_end` of the other."""

    start: int
    end: int
    new_start: int
    new_end: int
    is_compared: bool = True
    """False where the lines were too many to be compared one by one."""


def line_changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The differences in order; between two of them at least one line is the same."""
    changes: list[Change] = []
    start = new_start = 0
    for line, new_line in (*_anchors(old, new), (len(old), len(new))):
        changes += _gap_changes(old, new, Change(start, line, new_start, new_line))
        start, new_start = line + 1, new_line + 1
    return changes


def _gap_changes(old: Sequence[str], new: Sequence[str], gap: Change) -> Iterator[Change]:
    start, end, new_start, new_end, _ = gap
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    if start == end and new_start == new_end:
        return
    if start == end or new_start == new_end:
        yield Change(start, end, new_start, new_end)
    elif max(end - start, new_end - new_start) > MAX_GAP_LINES:
        yield Change(start, end, new_start, new_end, is_compared=False)
    else:
        for name, first, last, new_first, new_last in SequenceMatcher(
            None, old[start:end], new[new_start:new_end]
        ).get_opcodes():
            if name != "equal":
                yield Change(start + first, start + last, new_start + new_first, new_start + new_last)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The most pairs of lines that both have once and in the same order."""
    counts, new_counts = Counter(old), Counter(new)
    places = {line: index for index, line in enumerate(old) if counts[line] == 1 and new_counts[line] == 1}
    # The longest rising run of old places, by the piles of a game of patience.
    ends: list[int] = []
    piles: list[list[tuple[int, int, int]]] = []
    for new_index, line in enumerate(new):
        index = places.get(line)
        if index is None:
            continue
        pile = bisect_left(ends, index)
        below = len(piles[pile - 1]) - 1 if pile else -1
        if pile == len(ends):
            ends.append(index)
            piles.append([])
        ends[pile] = index
        piles[pile].append((index, new_index, below))
    found: list[tuple[int, int]] = []
    at = len(piles[-1]) - 1 if piles else -1
    for entries in reversed(piles):
        index, new_index, at = entries[at]
        found.append((index, new_index))
    return found[::-1]
