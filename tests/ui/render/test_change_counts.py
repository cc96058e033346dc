from __future__ import annotations

import pytest
from rich.style import Style

from codex_tui.ui.render.change_counts import Counts, count_facts
from codex_tui.ui.render.palette import PLAIN_PALETTE
from tests.ui.render.rows import COLOURED, plain, styled


@pytest.mark.parametrize(
    ("counts", "facts"),
    [
        ([(4, 2)], ["+4 −2"]),
        ([(4, 2), (14_200, 0), (0, 31)], ["    +4  −2", "+14.2k    ", "       −31"]),
        ([(9, 0), (12, 0)], [" +9", "+12"]),
        ([(0, 3)], ["−3"]),
        ([(0, 0)], [""]),
        ([], []),
    ],
)
def test_counts_are_columns_without_zeros(counts: list[Counts], facts: list[str]) -> None:
    assert plain(count_facts(counts, COLOURED)) == facts


def test_each_sign_has_its_ink() -> None:
    [fact] = count_facts([(4, 2)], COLOURED)
    assert (styled(fact, COLOURED.success), styled(fact, COLOURED.error)) == (["+4"], ["−2"])


def test_no_count_is_underlined_where_there_is_no_colour() -> None:
    [fact] = count_facts([(4, 2)], PLAIN_PALETTE)
    assert not any(Style.parse(str(span.style)).underline for span in fact.spans)


def test_the_place_of_a_zero_has_no_ink_that_could_underline_it() -> None:
    facts = count_facts([(4, 2), (30, 0)], COLOURED)
    assert [styled(fact, COLOURED.error) for fact in facts] == [["−2"], []]
    assert styled(facts[0], COLOURED.success) == ["+4"]
