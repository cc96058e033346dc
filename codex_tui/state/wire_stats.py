"""What the wire log adds up to: messages and bytes by method, thread and second, latencies, and the largest messages.

Each record is counted once, as it enters the log, in constant time; however long the session, the memory is bounded:
names beyond a cap share one row, latencies go into buckets of a fixed width, and of the seconds the last hour is kept.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappush, heapreplace
from typing import NamedTuple

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord

MAX_NAMES = 2_000
"""Methods or threads that are counted each by itself; a server may make up as many as it likes."""
OTHERS = "…"
"""The name that those beyond the cap share; no method and no thread is called so."""
LARGEST_COUNT = 50
RING_SECONDS = 3_600
SHORTEST_MS = 0.001
BUCKETS_PER_DOUBLING = 16
"""Each bucket is 4.4 % wide, so that a percentile is off by 2.2 % at most."""

_INBOUND = Direction.INBOUND
_ERROR = MessageKind.ERROR


@dataclass(slots=True)
class Tally:
    """Messages and bytes of one method or thread, both ways."""

    in_count: int = 0
    in_bytes: int = 0
    out_count: int = 0
    out_bytes: int = 0

    @property
    def count(self) -> int:
        """Messages both ways."""
        return self.in_count + self.out_count

    @property
    def size_bytes(self) -> int:
        """Bytes both ways."""
        return self.in_bytes + self.out_bytes


@dataclass(slots=True)
class Latencies:
    """The answers to one request method: a histogram whose buckets grow by a constant factor."""

    count: int = 0
    error_count: int = 0
    min_ms: float = math.inf
    max_ms: float = 0.0
    total_ms: float = 0.0
    _buckets: dict[int, int] = field(default_factory=dict)

    def add(self, latency_ms: float, *, is_error: bool) -> None:
        """Count an answer; a clock that was set back between the two makes it zero."""
        latency_ms = latency_ms if latency_ms > SHORTEST_MS else SHORTEST_MS
        bucket = int(math.log2(latency_ms / SHORTEST_MS) * BUCKETS_PER_DOUBLING)
        self._buckets[bucket] = self._buckets.get(bucket, 0) + 1
        self.count += 1
        self.error_count += is_error
        self.min_ms = min(self.min_ms, latency_ms)
        self.max_ms = max(self.max_ms, latency_ms)
        self.total_ms += latency_ms

    @property
    def mean_ms(self) -> float:
        """The mean of all answers; NaN where there is none."""
        return self.total_ms / self.count if self.count else math.nan

    def percentile_ms(self, fraction: float) -> float:
        """The latency that this fraction of the answers does not exceed; NaN where there is none."""
        wanted, seen = math.ceil(self.count * fraction), 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= wanted:
                middle_ms = SHORTEST_MS * 2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING)
                return max(self.min_ms, min(middle_ms, self.max_ms))
        return math.nan


class LatencyKey(NamedTuple):
    """A request method, and who asked."""

    asker: Direction
    method: str


class LargeMessage(NamedTuple):
    """One of the largest messages, without its line."""

    size_bytes: int
    seq: int
    at: float
    direction: Direction
    kind: MessageKind
    method: str
    thread_id: str


class SecondRing:
    """Messages and bytes of each of the last `RING_SECONDS` seconds, by the times that the messages bear."""

    def __init__(self) -> None:
        self._counts = array("Q", bytes(8 * RING_SECONDS))
        self._bytes = array("Q", bytes(8 * RING_SECONDS))
        self.newest: int | None = None
        """Unix second of the newest message."""

    def add(self, second: int, size_bytes: int) -> None:
        """Count a message; one that is older than the ring is in no second."""
        newest = self.newest
        if newest is None or second > newest:
            self._advance(second)
        elif second <= newest - RING_SECONDS:
            return
        slot = second % RING_SECONDS
        self._counts[slot] += 1
        self._bytes[slot] += size_bytes

    def last(self, count: int, until: int) -> Iterator[tuple[int, int]]:
        """Messages and bytes of `count` seconds, the last of which is the second `until`."""
        newest = self.newest
        for second in range(until - count + 1, until + 1):
            if newest is None or not newest - RING_SECONDS < second <= newest:
                yield 0, 0
            else:
                slot = second % RING_SECONDS
                yield self._counts[slot], self._bytes[slot]

    def _advance(self, second: int) -> None:
        """Empty the seconds between, which nobody wrote to."""
        first = second - RING_SECONDS + 1
        if self.newest is not None:
            first = max(first, self.newest + 1)
        for passed in range(first, second + 1):
            slot = passed % RING_SECONDS
            self._counts[slot] = self._bytes[slot] = 0
        self.newest = second


class WireStats:
    """All that is counted; `add` is called once for each record, after the log has paired it."""

    def __init__(self) -> None:
        self.methods: dict[str, Tally] = {}
        self.threads: dict[str, Tally] = {}
        """By thread id; the empty one is for messages about no thread."""
        self.latencies: dict[LatencyKey, Latencies] = {}
        self.seconds = SecondRing()
        self._largest: list[tuple[int, int, LargeMessage]] = []
        """A heap; the first to go is the smallest, of equal ones the newest."""
        self._least_large_bytes = -1

    def add(self, record: WireRecord) -> None:
        """Count a record."""
        size_bytes = record.size_bytes
        method = self.methods.get(record.method) or _tally_for(self.methods, record.method)
        thread = self.threads.get(record.thread_id) or _tally_for(self.threads, record.thread_id)
        if record.direction is _INBOUND:
            method.in_count += 1
            method.in_bytes += size_bytes
            thread.in_count += 1
            thread.in_bytes += size_bytes
        else:
            method.out_count += 1
            method.out_bytes += size_bytes
            thread.out_count += 1
            thread.out_bytes += size_bytes
        if math.isfinite(record.at):
            self.seconds.add(int(record.at), size_bytes)
        if size_bytes > self._least_large_bytes:
            self._keep_large(record)
        if record.latency_ms is not None:
            self._add_latency(record, record.latency_ms)

    @property
    def largest(self) -> list[LargeMessage]:
        """The largest messages, the largest first, of equal ones the older."""
        return [large for _, _, large in sorted(self._largest, reverse=True)]

    def _keep_large(self, record: WireRecord) -> None:
        large = LargeMessage(
            record.size_bytes,
            record.seq,
            record.at,
            record.direction,
            record.kind,
            record.method,
            record.thread_id,
        )
        ranked = (record.size_bytes, -record.seq, large)
        if len(self._largest) < LARGEST_COUNT:
            heappush(self._largest, ranked)
        else:
            heapreplace(self._largest, ranked)
        if len(self._largest) == LARGEST_COUNT:
            self._least_large_bytes = self._largest[0][0]

    def _add_latency(self, record: WireRecord, latency_ms: float) -> None:
        asker = Direction.OUTBOUND if record.direction is _INBOUND else _INBOUND
        key = LatencyKey(asker, record.method)
        if key not in self.latencies and len(self.latencies) >= MAX_NAMES:
            key = LatencyKey(asker, OTHERS)
        self.latencies.setdefault(key, Latencies()).add(latency_ms, is_error=record.kind is _ERROR)


def _tally_for(tallies: dict[str, Tally], name: str) -> Tally:
    """The tally of a new name, or the one that those beyond the cap share."""
    if len(tallies) >= MAX_NAMES:
        name = OTHERS
    return tallies.setdefault(name, Tally())
