"""What the wire log adds up to: names, seconds, latencies and the largest, in bounded memory."""

from __future__ import annotations

import math
import random

import pytest

from codex_tui.state.wire_log import Direction, MessageKind, WireLog, WireRecord
from codex_tui.state.wire_stats import (
    LARGEST_COUNT,
    MAX_NAMES,
    OTHERS,
    RING_SECONDS,
    Latencies,
    LatencyKey,
    SecondRing,
    WireStats,
)
from tests.recording import model_after


def record(
    method: str = "m",
    size_bytes: int = 10,
    *,
    at: float = 1_000.0,
    direction: Direction = Direction.INBOUND,
    kind: MessageKind = MessageKind.NOTIFICATION,
    thread_id: str = "",
    latency_ms: float | None = None,
    seq: int = 0,
) -> WireRecord:
    return WireRecord(at, direction, kind, method, None, thread_id, "", b"", size_bytes, latency_ms, seq=seq)


def test_messages_and_bytes_are_counted_by_method_and_thread_both_ways() -> None:
    stats = WireStats()
    stats.add(record("a", 100, thread_id="t1"))
    stats.add(record("a", 11, thread_id="t1", direction=Direction.OUTBOUND))
    stats.add(record("b", 7))

    first = stats.methods["a"]
    assert (first.in_count, first.in_bytes, first.out_count, first.out_bytes) == (1, 100, 1, 11)
    assert (first.count, first.size_bytes) == (2, 111)
    assert stats.threads["t1"].count == 2 and stats.threads[""].size_bytes == 7


def test_names_that_a_server_makes_up_do_not_grow_without_bound() -> None:
    stats = WireStats()
    for number in range(MAX_NAMES + 500):
        stats.add(record(f"m{number}", thread_id=f"t{number}", latency_ms=1.0))

    assert len(stats.methods) == len(stats.threads) == len(stats.latencies) == MAX_NAMES + 1
    assert stats.methods[OTHERS].count == stats.threads[OTHERS].count == 500
    assert stats.latencies[LatencyKey(Direction.OUTBOUND, OTHERS)].count == 500


@pytest.mark.parametrize("fraction", [0.5, 0.95, 0.99, 1.0])
def test_a_percentile_is_off_by_two_per_cent_at_most(fraction: float) -> None:
    chance = random.Random(7)
    values = sorted(chance.lognormvariate(3, 2) for _ in range(5_000))
    latencies = Latencies()
    for value in values:
        latencies.add(value, is_error=False)
    exact = values[math.ceil(len(values) * fraction) - 1]

    assert latencies.percentile_ms(fraction) == pytest.approx(exact, rel=0.0225)
    assert latencies.max_ms == values[-1]


def test_a_single_latency_is_its_own_percentiles() -> None:
    latencies = Latencies()
    latencies.add(100.0, is_error=True)

    assert latencies.percentile_ms(0.5) == latencies.percentile_ms(0.99) == latencies.max_ms == 100.0
    assert latencies.error_count == 1
    assert math.isnan(Latencies().percentile_ms(0.5))


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    latencies = Latencies()
    latencies.add(-5_000.0, is_error=False)

    assert latencies.percentile_ms(0.5) < 0.01


def test_latencies_are_told_by_who_asked() -> None:
    model = model_after("exec-accept")
    ours = model.wire_stats.latencies[LatencyKey(Direction.OUTBOUND, "turn/start")]
    theirs = model.wire_stats.latencies[LatencyKey(Direction.INBOUND, "item/commandExecution/requestApproval")]

    assert ours.count == theirs.count == 1


def test_what_is_counted_is_what_the_log_has() -> None:
    model = model_after("exec-accept")
    stats = model.wire_stats

    assert sum(tally.count for tally in stats.methods.values()) == model.wire_log.next_seq
    assert sum(tally.size_bytes for tally in stats.threads.values()) == model.wire_log.total_bytes


def test_the_seconds_that_passed_without_a_message_are_empty() -> None:
    ring = SecondRing()
    ring.add(1_000, 5)
    ring.add(1_000, 5)
    ring.add(1_003, 7)
    ring.add(1_001, 1)

    assert list(ring.last(6, 1_004)) == [(0, 0), (2, 10), (1, 1), (0, 0), (1, 7), (0, 0)]


def test_the_ring_forgets_what_is_older_than_an_hour() -> None:
    ring = SecondRing()
    ring.add(1_000, 5)
    ring.add(1_000 + RING_SECONDS, 1)
    ring.add(1_000, 5)
    assert list(ring.last(1, 1_000)) == [(0, 0)]
    assert sum(count for count, _ in ring.last(RING_SECONDS, 1_000 + RING_SECONDS)) == 1

    ring.add(9_000_000, 2)
    assert sum(count for count, _ in ring.last(RING_SECONDS, 9_000_000)) == 1


def test_a_time_that_is_none_is_in_no_second() -> None:
    stats = WireStats()
    stats.add(record(at=math.nan))
    stats.add(record(at=math.inf))

    assert stats.seconds.newest is None and stats.methods["m"].count == 2


def test_the_largest_are_kept_and_of_equal_ones_the_older() -> None:
    stats = WireStats()
    for seq in range(300):
        stats.add(record(size_bytes=1_000 if seq in (7, 250) else min(seq, 200), seq=seq))

    assert [large.seq for large in stats.largest[:3]] == [7, 250, 200]
    assert len(stats.largest) == LARGEST_COUNT


def test_a_lost_server_leaves_no_latency() -> None:
    log, stats = WireLog(), WireStats()
    request = WireRecord(1.0, Direction.OUTBOUND, MessageKind.REQUEST, "m", 1, "", "", b"{}", 2)
    answer = WireRecord(2.0, Direction.INBOUND, MessageKind.RESULT, "", 1, "", "", b"{}", 2)
    log.append(request)
    stats.add(request)
    log.forget_open()
    log.append(answer)
    stats.add(answer)

    assert stats.latencies == {}


def test_the_mean_is_of_all_answers() -> None:
    latencies = Latencies()
    assert math.isnan(latencies.mean_ms)
    for latency_ms in (1.0, 2.0, 6.0):
        latencies.add(latency_ms, is_error=False)
    assert latencies.mean_ms == 3.0
