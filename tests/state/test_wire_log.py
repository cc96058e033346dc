"""The wire log: numbers that never repeat, pairs, and caps that drop the oldest."""

from __future__ import annotations

import pytest

from codex_tui.state.wire_log import CAPS, RECORD_OVERHEAD_BYTES, Caps, Direction, MessageKind, WireLog, WireRecord
from codex_tui.wire.envelope import RequestId
from tests.state.archives import few

IN, OUT = Direction.INBOUND, Direction.OUTBOUND
REQUEST, RESULT, NOTE = MessageKind.REQUEST, MessageKind.RESULT, MessageKind.NOTIFICATION


def record(
    kind: MessageKind = NOTE,
    direction: Direction = IN,
    request_id: RequestId | None = None,
    at: float = 0,
    method: str = "",
    thread_id: str = "",
    line: bytes = b"{}",
) -> WireRecord:
    return WireRecord(at, direction, kind, method, request_id, thread_id, "", line, len(line))


def log_of(*records: WireRecord) -> WireLog:
    log = WireLog()
    for each in records:
        log.append(each)
    return log


def test_records_are_numbered_in_order() -> None:
    records = [record() for _ in range(3)]
    log = log_of(*records)

    assert [each.seq for each in records] == [0, 1, 2]
    assert log.get(1) is records[1] and log.get(3) is None and log.get(-1) is None
    assert (log.first_seq, log.next_seq, len(log), log.total_bytes) == (0, 3, 3, 6)


def test_an_answer_is_paired_and_timed() -> None:
    asked = record(REQUEST, OUT, 1, at=10.0, method="thread/list", thread_id="t")
    answered = record(RESULT, IN, 1, at=10.25)
    log = log_of(asked, record(), answered)

    assert (asked.pair_seq, answered.pair_seq) == (2, 0)
    assert answered.latency_ms == 250 and asked.latency_ms is None
    assert (answered.method, answered.thread_id) == ("thread/list", "t")
    assert not log.is_waiting(asked)


@pytest.mark.parametrize("kind", [RESULT, MessageKind.ERROR])
def test_both_directions_have_their_own_ids(kind: MessageKind) -> None:
    ours, theirs = record(REQUEST, OUT, 0, method="ours"), record(REQUEST, IN, 0, method="theirs")
    answer = record(kind, OUT, 0)
    log = log_of(ours, theirs, answer)

    assert answer.method == "theirs"
    assert log.is_waiting(ours) and not log.is_waiting(theirs)


def test_ids_of_another_type_do_not_pair() -> None:
    asked, answered = record(REQUEST, IN, 0), record(RESULT, OUT, "0")
    log = log_of(asked, answered)

    assert log.is_waiting(asked) and answered.pair_seq is None and answered.latency_ms is None


def test_a_second_answer_pairs_with_nothing() -> None:
    asked, first, second = record(REQUEST, IN, 0), record(RESULT, OUT, 0), record(RESULT, OUT, 0)
    log_of(asked, first, second)

    assert (asked.pair_seq, first.pair_seq, second.pair_seq) == (1, 0, None)


def test_nothing_pairs_across_a_restart() -> None:
    asked, answered = record(REQUEST, OUT, 1), record(RESULT, IN, 1)
    log = log_of(asked)
    log.forget_open()
    log.append(answered)

    assert answered.pair_seq is None and not log.is_waiting(asked)


def test_malformed_lines_pair_with_nothing() -> None:
    asked = record(REQUEST, OUT, 1)
    log = log_of(asked, record(MessageKind.MALFORMED, IN, 1))

    assert log.is_waiting(asked)


def test_beyond_the_cap_the_oldest_go_and_numbers_go_on() -> None:
    log = WireLog(few(3))
    for number in range(10):
        log.append(record(line=b"x" * number))

    assert (log.first_seq, log.next_seq, len(log)) == (7, 10, 3)
    assert log.total_bytes == sum(range(10))
    assert log.get(6) is None
    kept = log.get(7)
    assert kept is not None and kept.line == b"x" * 7


def test_the_cap_counts_bytes_as_well() -> None:
    log = WireLog(Caps(CAPS.records, 10 * (RECORD_OVERHEAD_BYTES + 100)))
    for _ in range(50):
        log.append(record(line=b"x" * 100))

    assert len(log) == 10


def test_the_newest_record_stays_however_long_it_is() -> None:
    log = WireLog(Caps(CAPS.records, 1_000))
    log.append(record())
    log.append(record(line=b"x" * 5_000))

    assert (len(log), log.first_seq) == (1, 1)


def test_an_answer_pairs_although_its_request_dropped_out() -> None:
    log = WireLog(few(2))
    log.append(record(REQUEST, OUT, 1, at=1, method="slow"))
    log.append(record())
    log.append(record())
    answered = record(RESULT, IN, 1, at=2)
    log.append(answered)

    assert (answered.method, answered.latency_ms, answered.pair_seq) == ("slow", 1000, 0)
    assert log.get(0) is None


@pytest.mark.parametrize(
    ("seq", "expected"), [(0, [7, 8, 9]), (7, [7, 8, 9]), (8, [8, 9]), (9, [9]), (10, []), (99, [])]
)
def test_what_came_since_a_number(seq: int, expected: list[int]) -> None:
    log = WireLog(few(3))
    for _ in range(10):
        log.append(record())

    assert [each.seq for each in log.since(seq)] == expected
