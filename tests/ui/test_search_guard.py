"""A search that would never end is stopped, and everything else runs as if nobody watched."""

from __future__ import annotations

import re
import signal
import threading

from codex_tui.state.wire_columns import block_of
from codex_tui.state.wire_query import parse_query
from codex_tui.ui.search_guard import SearchGuard
from tests.state.wire_blocks import record

LIMIT_S = 0.05


class Slow:
    """Counts how often it was said that a search is too slow."""

    count = 0

    def __call__(self) -> None:
        self.count += 1


def test_what_ends_in_time_gives_its_result_and_leaves_no_timer() -> None:
    slow, before = Slow(), signal.getsignal(signal.SIGVTALRM)
    guard = SearchGuard(slow, LIMIT_S)

    assert [guard(lambda: 7), guard(lambda: None), guard(lambda: "x")] == [7, None, "x"]
    assert (slow.count, signal.getsignal(signal.SIGVTALRM)) == (0, before)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_an_expression_that_would_take_for_ever_is_stopped_once_and_for_all() -> None:
    slow = Slow()
    guard = SearchGuard(slow, LIMIT_S)

    assert guard(lambda: re.search(r"(a+)+$", "a" * 60 + "!") or "none") is None
    assert guard(lambda: 7) is None
    assert (slow.count, signal.getitimer(signal.ITIMER_VIRTUAL)) == (1, (0.0, 0.0))


def test_a_filter_keeps_what_it_found_before_it_became_too_slow() -> None:
    slow = Slow()
    query = parse_query(r"/(a+)+$/", {}, SearchGuard(slow, LIMIT_S))
    assert query is not None
    quick, endless = record(line=b"baa"), record(line=b"a" * 60 + b"!")
    block = block_of([quick] * 100 + [endless] + [quick] * 100)

    found = list(query.select(block, range(201)))
    assert found == list(range(len(found))) and 0 < len(found) <= 100
    assert not query.matches(endless) and slow.count == 1


def test_a_line_of_a_megabyte_cannot_hold_the_screen_up() -> None:
    slow = Slow()
    query = parse_query(r"/\w+\s\w+x/", {}, SearchGuard(slow, LIMIT_S))
    assert query is not None

    assert not query.matches(record(line=b"a" * 1_000_000))
    assert slow.count == 1


def test_an_error_of_the_search_itself_is_not_swallowed() -> None:
    guard = SearchGuard(Slow(), LIMIT_S)
    try:
        guard(lambda: 1 // 0)
    except ZeroDivisionError:
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    else:
        raise AssertionError("the error is gone")


def test_in_another_thread_it_only_runs() -> None:
    results: list[int | None] = []
    guard = SearchGuard(Slow(), LIMIT_S)
    thread = threading.Thread(target=lambda: results.append(guard(lambda: 7)))
    thread.start()
    thread.join()

    assert results == [7]
