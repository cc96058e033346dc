"""Millions of record numbers in order, in two bytes each: what a filter found."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

MAX_RUN_SPAN = 1 << 16
"""How far apart the numbers of a run may lie, since each is kept by its distance from the run's base."""
MAX_RUN_LENGTH = 4_096


class SeqRuns:
    """Ascending numbers that grow at both ends and are let go of at the old one."""

    def __init__(self) -> None:
        # The first number of each run.
        self._bases: list[int] = []
        self._runs: list[array[int]] = []
        self._starts: list[int] | None = [0]

    def __len__(self) -> int:
        return self._run_starts()[-1]

    def __getitem__(self, index: int) -> int:
        """The number at this place, counted from the oldest; raises IndexError."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        starts = self._run_starts()
        position = bisect_right(starts, index) - 1
        return self._bases[position] + self._runs[position][index - starts[position]]

    def append(self, seq: int) -> None:
        """A number that is newer than all others."""
        if not self._runs or seq - self._bases[-1] >= MAX_RUN_SPAN or len(self._runs[-1]) >= MAX_RUN_LENGTH:
            self._bases.append(seq)
            self._runs.append(array("H"))
        self._runs[-1].append(seq - self._bases[-1])
        self._starts = None

    def prepend(self, base: int, distances: Iterable[int]) -> int:
        """Numbers that are older than all others, by their distance from `base`, below `MAX_RUN_SPAN`; how many."""
        distances = list(distances)
        if distances:
            self._bases.insert(0, base + distances[0])
            self._runs.insert(0, _rebased(distances))
            self._starts = None
        return len(distances)

    def drop_before(self, seq: int) -> int:
        """Let go of all numbers below this one; how many there were."""
        count = self.place_of(seq)
        if count == 0:
            return 0
        starts = self._run_starts()
        position = bisect_right(starts, count) - 1
        rest = count - starts[position]
        del self._bases[:position], self._runs[:position]
        if rest:
            self._bases[0] += self._runs[0][rest]
            self._runs[0] = _rebased(self._runs[0][rest:])
        self._starts = None
        return count

    def place_of(self, seq: int) -> int:
        """How many numbers are below this one."""
        position = bisect_right(self._bases, seq) - 1
        if position < 0:
            return 0
        distance = min(seq - self._bases[position], MAX_RUN_SPAN)
        return self._run_starts()[position] + bisect_left(self._runs[position], distance)

    def copy(self) -> SeqRuns:
        """The same numbers in a value of their own."""
        copied = SeqRuns()
        copied._bases = self._bases[:]
        copied._runs = [run[:] for run in self._runs]
        copied._starts = None
        return copied

    def clear(self) -> None:
        """Forget them all."""
        self._bases.clear()
        self._runs.clear()
        self._starts = None

    def _run_starts(self) -> list[int]:
        """How many numbers stand before each run, and before the end."""
        if self._starts is None:
            self._starts = list(accumulate(map(len, self._runs), initial=0))
        return self._starts


def _rebased(distances: Sequence[int]) -> array[int]:
    return array("H", [distance - distances[0] for distance in distances])
