"""A log with an archive: nothing is missing, pairs hold across the border, a failure costs only what is old."""

from __future__ import annotations

import pytest

from codex_tui.state.wire_log import (
    MAX_BLOCK_BYTES,
    MAX_REMEMBERED,
    MAX_REMEMBERED_LINE_BYTES,
    Direction,
    MessageKind,
    WireLog,
    WireRecord,
)
from tests.state.archives import MemoryArchive, archived_log, few
from tests.state.wire_blocks import record

REQUEST, RESULT = MessageKind.REQUEST, MessageKind.RESULT


def grow(log: WireLog, count: int) -> None:
    for _ in range(count):
        log.append(record(f"m{log.next_seq}"))


def request(request_id: int, at: float = 0.0) -> WireRecord:
    asked = record("slow", request_id, kind=REQUEST, direction=Direction.OUTBOUND)
    asked.at = at
    return asked


def answer(request_id: int, at: float = 0.0) -> WireRecord:
    answered = record("", request_id, kind=RESULT)
    answered.at = at
    return answered


def test_what_leaves_the_memory_is_read_from_the_archive() -> None:
    log, archive = archived_log(max_records=5)
    grow(log, 23)

    assert (log.first_seq, log.memory_first_seq, len(log)) == (0, 20, 23)
    assert [len(block) for block in archive.blocks] == [4] * 5
    assert [each.method for each in log.since(0)] == [f"m{seq}" for seq in range(23)]
    assert [each.seq for each in log.since(18)] == [18, 19, 20, 21, 22]
    kept = [log.get(seq) for seq in (0, 7, 19, 20, 22)]
    assert [each.seq for each in kept if each is not None] == [0, 7, 19, 20, 22]
    assert log.get(-1) is None and log.get(23) is None
    assert log.archived_block(20) is None and log.archived_block(-1) is None


def test_an_archive_is_opened_when_the_first_record_must_go() -> None:
    opened: list[MemoryArchive] = []

    def open_archive() -> MemoryArchive:
        opened.append(MemoryArchive())
        return opened[-1]

    log = WireLog(open_archive=open_archive, caps_with_archive=few(5))
    grow(log, 5)
    assert not opened
    grow(log, 20)
    assert len(opened) == 1 and log.first_seq == 0


def test_where_there_is_no_archive_the_oldest_are_dropped() -> None:
    log = WireLog(few(5), open_archive=lambda: None, caps_with_archive=few(2))
    grow(log, 9)

    assert (log.first_seq, log.memory_first_seq, len(log)) == (4, 4, 5)


def test_an_answer_finds_its_request_in_the_archive_and_the_request_its_answer() -> None:
    log, _ = archived_log(max_records=3)
    asked = request(1, at=1.0)
    log.append(asked)
    grow(log, 9)
    assert log.is_waiting(asked) and log.waiting_seqs == [0]
    late = answer(1, at=3.5)
    log.append(late)
    grow(log, 9)

    read_request, read_answer = log.get(0), log.get(10)
    assert read_request is not None and read_answer is not None
    assert (read_request.pair_seq, read_answer.pair_seq) == (10, 0)
    assert (read_answer.method, read_answer.latency_ms) == ("slow", 2500)
    assert [each.pair_seq for each in log.since(0)][:1] == [10]
    assert not log.is_waiting(read_request) and log.waiting_seqs == []


def test_rows_in_view_are_read_once() -> None:
    log, archive = archived_log(max_records=2)
    grow(log, 2 * MAX_REMEMBERED)
    log.append(record(line=b"x" * (MAX_REMEMBERED_LINE_BYTES + 1)))
    grow(log, 2 * MAX_REMEMBERED)
    first, long = log.get(0), log.get(2 * MAX_REMEMBERED)
    assert log.get(0) is first and first is not None
    # A long line is not held in memory a second time.
    assert log.get(2 * MAX_REMEMBERED) is not long and log.get(2 * MAX_REMEMBERED) == long

    assert [log.get(seq) for seq in range(1, MAX_REMEMBERED + 1)] and log.get(0) is not first
    assert log.get(0) == first
    archive.is_unreadable = True
    assert log.get(MAX_REMEMBERED + 1) is None and log.get(0) is None


def test_a_request_read_from_the_archive_still_waits() -> None:
    log, _ = archived_log(max_records=3)
    log.append(request(0))
    log.append(request(1))
    grow(log, 9)
    waiting = log.get(0)

    assert waiting is not None and log.is_waiting(waiting)
    log.forget_open()
    assert not log.is_waiting(waiting) and log.waiting_seqs == []


def test_an_archive_that_is_full_is_closed_and_its_records_are_gone() -> None:
    log, archive = archived_log(max_records=5)
    grow(log, 9)
    archive.is_full = True
    grow(log, 9)

    assert archive.is_closed
    assert (log.first_seq, log.next_seq, len(log)) == (13, 18, 5)
    assert log.get(0) is None and [each.seq for each in log.since(0)] == [13, 14, 15, 16, 17]


def test_an_archive_that_cannot_be_read_is_closed_and_its_records_are_gone() -> None:
    log, archive = archived_log(max_records=5)
    grow(log, 10)
    archive.is_unreadable = True

    assert log.get(0) is None
    assert archive.is_closed and (log.first_seq, len(log)) == (8, 2)
    grow(log, 9)
    assert (log.first_seq, log.next_seq) == (14, 19)


def test_an_answer_to_a_request_that_is_gone_with_the_archive_pairs_and_nothing_more() -> None:
    log, archive = archived_log(max_records=3)
    log.append(request(1))
    grow(log, 9)
    archive.is_full = True
    grow(log, 9)
    late = answer(1)
    log.append(late)

    assert late.pair_seq == 0 and log.get(0) is None


def test_a_closed_log_has_what_is_in_memory() -> None:
    log, archive = archived_log(max_records=5)
    grow(log, 9)
    log.close()
    log.close()

    assert archive.is_closed and [each.seq for each in log.since(0)] == list(range(log.memory_first_seq, 9))


@pytest.mark.parametrize(
    ("sizes", "blocks"),
    [
        ([10, 10, 10], [3]),
        ([MAX_BLOCK_BYTES, 10, 10], [1, 3]),
        ([10, MAX_BLOCK_BYTES, 10], [1, 1, 3]),
        ([2 * MAX_BLOCK_BYTES, 2 * MAX_BLOCK_BYTES, 10], [1, 1, 3]),
    ],
)
def test_a_block_is_bounded_in_bytes(sizes: list[int], blocks: list[int]) -> None:
    log, archive = archived_log(max_records=3)
    for size in sizes:
        log.append(record(line=b"x" * size))
    grow(log, len(blocks))

    assert [len(block) for block in archive.blocks] == blocks
