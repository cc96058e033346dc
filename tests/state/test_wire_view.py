"""The rows of the wire log: by arithmetic without a filter, looked at once with one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_log import MessageKind, WireLog, WireRecord
from codex_tui.state.wire_query import QueryError, parse_query
from codex_tui.state.wire_view import WireView
from tests.recording import model_after
from tests.state.archives import archived_log, few
from tests.state.wire_blocks import record


def seqs(view: WireView) -> list[int]:
    records = [view.record_at(index) for index in range(len(view))]
    return [record.seq for record in records if record is not None]


@pytest.fixture
def log() -> WireLog:
    """Ten records kept at most; methods in turn `even` and `odd`."""
    return WireLog(few(10))


def grow(log: WireLog, count: int) -> None:
    for _ in range(count):
        log.append(record("odd" if log.next_seq % 2 else "even"))


class SlowQuery:
    """Fits `codex_tui.state.wire_view.RecordQuery`: admits odd numbers, and counts what it looks at."""

    def __init__(self) -> None:
        self.looked_at: list[int] = []

    def matches(self, record: WireRecord) -> bool:
        """By its number."""
        self.looked_at.append(record.seq)
        return record.seq % 2 == 1

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By their numbers."""
        self.looked_at += [block.first_seq + row for row in rows]
        return [row for row in rows if (block.first_seq + row) % 2 == 1]


def test_without_a_filter_every_kept_record_has_a_row(log: WireLog) -> None:
    view = WireView(log, parse_query)
    grow(log, 13)

    assert seqs(view) == list(range(3, 13))
    assert (view.index_of(3), view.index_of(12), view.index_of(2), view.index_of(13)) == (0, 9, None, None)
    assert view.shift == -3
    assert view.record_at(-1) is None and view.record_at(10) is None


def test_a_filter_shows_what_matches_and_takes_new_records(log: WireLog) -> None:
    view = WireView(log, parse_query)
    grow(log, 4)
    view.set_filter("odd")
    assert seqs(view) == [1, 3]

    grow(log, 2)
    assert seqs(view) == [1, 3]
    view.refresh()
    assert seqs(view) == [1, 3, 5]
    assert (view.index_of(3), view.index_of(4), view.index_of(99)) == (1, None, None)


def test_what_drops_out_of_the_log_drops_out_of_the_view(log: WireLog) -> None:
    view = WireView(log, parse_query)
    view.set_filter("odd")
    grow(log, 8)
    view.refresh()
    grow(log, 8)
    assert view.record_at(0) is None

    view.refresh()
    assert seqs(view) == [7, 9, 11, 13, 15]
    assert view.index_of(7) == 0 and view.index_of(5) is None


def test_a_log_that_was_replaced_whole_between_two_looks_is_seen(log: WireLog) -> None:
    view = WireView(log, parse_query)
    view.set_filter("even")
    grow(log, 1000)
    view.refresh()

    assert seqs(view) == [990, 992, 994, 996, 998]


def test_without_words_the_filter_is_off(log: WireLog) -> None:
    view = WireView(log, parse_query)
    grow(log, 4)
    view.set_filter("odd")
    view.set_filter("  ")

    assert len(view) == 4 and view.filter_text == "  "


def test_each_record_is_looked_at_once(log: WireLog) -> None:
    query = SlowQuery()
    view = WireView(log, lambda text: query)
    view.set_filter("odd")
    for _ in range(3):
        grow(log, 3)
        view.refresh()
        view.refresh()

    assert query.looked_at == list(range(9))


def test_a_filter_that_cannot_be_read_leaves_the_old_one(log: WireLog) -> None:
    view = WireView(log, parse_query)
    grow(log, 4)
    view.set_filter("odd")
    with pytest.raises(QueryError):
        view.set_filter("(")

    assert view.filter_text == "odd" and seqs(view) == [1, 3]


def test_a_recorded_session_can_be_searched() -> None:
    model = model_after("exec-accept")
    view = WireView(model.wire_log, parse_query)
    view.set_filter("requestApproval")
    approval, answer = (view.record_at(index) for index in range(len(view)))

    assert approval is not None and approval.kind is MessageKind.REQUEST
    assert answer is not None and answer.pair_seq == approval.seq
    view.set_filter("")
    assert len(view) == len(model.wire_log)


def scanning_view(count: int, max_records: int = 2_500) -> tuple[WireLog, WireView, SlowQuery]:
    """A view that has looked at one slice of a log whose old part is in an archive."""
    log, _ = archived_log(max_records, max_block_records=1_024)
    grow(log, count)
    query = SlowQuery()
    view = WireView(log, lambda text: query)
    view.set_filter("odd")
    return log, view, query


def test_older_messages_are_looked_at_slice_by_slice_from_the_newest() -> None:
    # The first look may take so long that it sees more than one slice; the rest is as it is.
    log, view, query = scanning_view(10_000)
    while view.work(0.0):
        seen = view.scanned_share
        assert 0 < seen < 1 and len(view) == len(query.looked_at) // 2
        assert view.record_at(len(view) - 1) == log.get(9_999)

    assert seqs(view) == list(range(1, 10_000, 2))
    assert sorted(query.looked_at) == list(range(10_000)) and query.looked_at.index(9_000) < query.looked_at.index(10)
    assert not view.is_scanning and view.scanned_share == 1


def test_rows_that_are_found_before_the_others_shift_them() -> None:
    _, view, _ = scanning_view(10_000)
    index = view.index_of(9_999)
    assert index is not None
    shift = view.shift
    view.work(10.0)

    assert view.index_of(9_999) == index + view.shift - shift == 4_999


def test_new_messages_come_in_while_older_ones_are_looked_for() -> None:
    log, view, query = scanning_view(10_000)
    grow(log, 3_000)
    view.refresh()
    assert view.record_at(len(view) - 1) == log.get(12_999)
    view.work(10.0)

    assert seqs(view) == list(range(1, 13_000, 2)) and len(query.looked_at) == 13_000


def test_a_view_that_was_not_refreshed_for_long_catches_up_in_slices() -> None:
    log, view, query = scanning_view(0)
    grow(log, 30_000)
    view.refresh()
    assert view.is_scanning and 0 < len(query.looked_at) < 30_000
    view.work(10.0)

    assert seqs(view) == list(range(1, 30_000, 2)) and query.looked_at == list(range(30_000))


def test_a_view_outlives_the_archive() -> None:
    log, view, _ = scanning_view(10_000)
    log.close()
    view.refresh()
    view.work(10.0)

    assert seqs(view) == list(range(log.memory_first_seq | 1, 10_000, 2)) and not view.is_scanning
