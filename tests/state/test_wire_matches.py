"""What a filter found: the same as a plain sorted list, whatever is done to it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from codex_tui.state.wire_matches import MAX_RUN_LENGTH, MAX_RUN_SPAN, SeqRuns

MIDDLE = 10 * MAX_RUN_SPAN


class RunsMachine(RuleBasedStateMachine):
    """Grows both, drops from both, and compares."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = SeqRuns()
        self.plain: list[int] = []

    @rule(steps=st.lists(st.integers(1, 3) | st.sampled_from((MAX_RUN_SPAN - 1, MAX_RUN_SPAN)), max_size=5))
    def append(self, steps: list[int]) -> None:
        for step in steps:
            seq = (self.plain[-1] if self.plain else MIDDLE) + step
            self.runs.append(seq)
            self.plain.append(seq)

    @rule(distances=st.sets(st.integers(0, 50) | st.just(MAX_RUN_SPAN - 1), max_size=5))
    def prepend(self, distances: set[int]) -> None:
        base = (self.plain[0] if self.plain else MIDDLE) - MAX_RUN_SPAN
        if base >= 0:
            assert self.runs.prepend(base, sorted(distances)) == len(distances)
            self.plain[:0] = [base + distance for distance in sorted(distances)]

    @rule(part=st.floats(-0.1, 1.1))
    def drop(self, part: float) -> None:
        oldest, newest = (self.plain[0], self.plain[-1]) if self.plain else (0, 1)
        seq = max(0, int(oldest + part * (newest - oldest)))
        count = bisect_left(self.plain, seq)
        assert self.runs.drop_before(seq) == count
        del self.plain[:count]

    @rule()
    def clear(self) -> None:
        self.runs.clear()
        self.plain.clear()

    @invariant()
    def is_the_same(self) -> None:
        assert [self.runs[index] for index in range(len(self.runs))] == self.plain
        probes = chain(*((seq - 1, seq, seq + 1) for seq in self.plain))
        assert all(self.runs.place_of(seq) == bisect_left(self.plain, seq) for seq in probes)


RunsMachine.TestCase.settings = settings(max_examples=50, stateful_step_count=15, deadline=None)
TestSeqRuns = RunsMachine.TestCase


def test_a_long_run_is_continued_in_another() -> None:
    runs = SeqRuns()
    for seq in range(2 * MAX_RUN_LENGTH + 1):
        runs.append(seq)

    assert (len(runs), runs[MAX_RUN_LENGTH], runs[2 * MAX_RUN_LENGTH]) == (8_193, MAX_RUN_LENGTH, 2 * MAX_RUN_LENGTH)


@pytest.mark.parametrize("index", [-1, 1])
def test_there_is_nothing_outside(index: int) -> None:
    runs = SeqRuns()
    runs.append(7)

    with pytest.raises(IndexError):
        runs[index]
