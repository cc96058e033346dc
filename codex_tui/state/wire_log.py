"""The wire log: every line in both directions, bounded in memory, with the latency of each pair.

The newest records stay; what falls out at the old end is counted, never silently lost from the totals.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from codex_tui.wire.envelope import RequestId

DEFAULT_MAX_RECORDS = 200_000
DEFAULT_MAX_KEPT_BYTES = 48 * 1024 * 1024
RECORD_OVERHEAD_BYTES = 400
"""About what a record costs beside its line, so that the cap bounds memory and not only text."""


class Direction(StrEnum):
    """Which way a line went, as the screen shows it."""

    INBOUND = "←"
    OUTBOUND = "→"


class MessageKind(StrEnum):
    """What a line was."""

    REQUEST = "req"
    NOTIFICATION = "note"
    RESULT = "ok"
    ERROR = "err"
    MALFORMED = "bad"


@dataclass(slots=True)
class WireRecord:
    """One line; `latency_ms` of a response is the time since its request, `size_bytes` is without the newline."""

    at: float
    direction: Direction
    kind: MessageKind
    method: str
    id: RequestId | None
    thread_id: str
    item_id: str
    line: bytes
    size_bytes: int
    latency_ms: float | None = None
    note: str = ""
    seq: int = -1
    pair_seq: int | None = None


class WireLog:
    """An append-only list of records whose old end is dropped beyond the caps; `seq` numbers never repeat."""

    def __init__(self, max_records: int = DEFAULT_MAX_RECORDS, max_kept_bytes: int = DEFAULT_MAX_KEPT_BYTES) -> None:
        self._records: deque[WireRecord] = deque()
        self._max_records = max_records
        self._max_kept_bytes = max_kept_bytes
        self._kept_bytes = 0
        self._open: dict[tuple[Direction, RequestId], WireRecord] = {}
        self.first_seq = 0
        self.next_seq = 0
        self.total_bytes = 0

    def __len__(self) -> int:
        return len(self._records)

    def append(self, record: WireRecord) -> None:
        """Number a record, pair a response with its request, and make room."""
        record.seq = self.next_seq
        self.next_seq += 1
        self.total_bytes += record.size_bytes
        self._kept_bytes += len(record.line) + RECORD_OVERHEAD_BYTES
        self._records.append(record)
        if record.id is not None and record.kind is not MessageKind.MALFORMED:
            self._pair(record, record.id)
        while len(self._records) > self._max_records or (
            self._kept_bytes > self._max_kept_bytes and len(self._records) > 1
        ):
            self._drop_oldest()

    def get(self, seq: int) -> WireRecord | None:
        """The record with this number, if it is still kept."""
        index = seq - self.first_seq
        return self._records[index] if 0 <= index < len(self._records) else None

    def since(self, seq: int) -> Iterator[WireRecord]:
        """The kept records from this number on."""
        missing = max(0, self.next_seq - max(seq, self.first_seq))
        return reversed(list(islice(reversed(self._records), missing))) if missing else iter(())

    def forget_open(self) -> None:
        """Pair nothing across a restart of the server, whose ids begin again."""
        self._open.clear()

    def is_waiting(self, record: WireRecord) -> bool:
        """Whether a request has no answer yet."""
        return record.id is not None and self._open.get((record.direction, record.id)) is record

    def _pair(self, record: WireRecord, request_id: RequestId) -> None:
        if record.kind is MessageKind.REQUEST:
            self._open[(record.direction, request_id)] = record
            return
        asker = Direction.OUTBOUND if record.direction is Direction.INBOUND else Direction.INBOUND
        request = self._open.pop((asker, request_id), None)
        if request is None:
            return
        record.pair_seq, request.pair_seq = request.seq, record.seq
        record.latency_ms = (record.at - request.at) * 1000
        if not record.method:
            record.method = request.method
        if not record.thread_id:
            record.thread_id = request.thread_id

    def _drop_oldest(self) -> None:
        dropped = self._records.popleft()
        self._kept_bytes -= len(dropped.line) + RECORD_OVERHEAD_BYTES
        self.first_seq += 1
