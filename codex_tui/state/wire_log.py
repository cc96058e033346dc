"""The wire log: every line in both directions, bounded in memory, with the latency of each pair.

The newest records are in memory. What falls out at their old end goes to an archive, block by block, and can be read
from there; without an archive it is dropped and counted, never silently lost from the totals.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from codex_tui.wire.envelope import RequestId

if TYPE_CHECKING:
    from codex_tui.state.wire_archive import WireArchive
    from codex_tui.state.wire_block import WireBlock

RECORD_OVERHEAD_BYTES = 400
"""About what a record costs beside its line, so that the cap bounds memory and not only text."""
MAX_BLOCK_RECORDS = 1_024
MAX_BLOCK_BYTES = 1024 * 1024
"""Of lines; a longer line is a block of its own. A block is written, or read, in one go while the screen waits."""
MAX_REMEMBERED = 256
"""Of the records that were read from the archive; more than a screen has rows."""
MAX_REMEMBERED_LINE_BYTES = 16 * 1024


class Caps(NamedTuple):
    """How much is kept in memory, whichever is reached first."""

    records: int
    kept_bytes: int


CAPS = Caps(200_000, 48 * 1024 * 1024)
"""Where there is no archive, so that what is dropped is long past."""
CAPS_WITH_ARCHIVE = Caps(16_384, 16 * 1024 * 1024)
"""Where older records are a few milliseconds away."""


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


class OpenRequest(NamedTuple):
    """What pairing needs of a request without an answer, whose record may long be in the archive."""

    seq: int
    at: float
    method: str
    thread_id: str
    item_id: str


class WireLog:
    """An append-only list of records, bounded in memory; `seq` numbers never repeat.

    All records from `first_seq` on can be read. `open_archive` is called when the first record must leave the memory;
    where it gives none, and from the moment when an archive fails, the old end is dropped.
    """

    def __init__(
        self,
        caps: Caps = CAPS,
        *,
        open_archive: Callable[[], WireArchive | None] | None = None,
        caps_with_archive: Caps = CAPS_WITH_ARCHIVE,
        max_block_records: int = MAX_BLOCK_RECORDS,
    ) -> None:
        self._records: deque[WireRecord] = deque()
        self._caps_alone = caps
        self._caps = caps if open_archive is None else caps_with_archive
        self._max_block_records = max_block_records
        self._kept_bytes = 0
        self._open_archive = open_archive
        self._archive: WireArchive | None = None
        self._open: dict[tuple[Direction, RequestId], OpenRequest] = {}
        self._late_pairs: dict[int, int] = {}
        self._read: dict[int, WireRecord] = {}
        self.first_seq = 0
        self.next_seq = 0
        self.total_bytes = 0

    def __len__(self) -> int:
        return self.next_seq - self.first_seq

    @property
    def memory_first_seq(self) -> int:
        """The oldest record in memory."""
        return self.next_seq - len(self._records)

    @property
    def waiting_seqs(self) -> list[int]:
        """The requests of both sides that have no answer yet, oldest first."""
        return sorted(request.seq for request in self._open.values())

    def append(self, record: WireRecord) -> None:
        """Number a record, pair a response with its request, and make room."""
        record.seq = self.next_seq
        self.next_seq += 1
        self.total_bytes += record.size_bytes
        self._kept_bytes += len(record.line) + RECORD_OVERHEAD_BYTES
        self._records.append(record)
        if record.id is not None and record.kind is not MessageKind.MALFORMED:
            self._pair(record, record.id)
        while len(self._records) > self._caps.records or (
            self._kept_bytes > self._caps.kept_bytes and len(self._records) > 1
        ):
            self._let_go()

    def get(self, seq: int) -> WireRecord | None:
        """The record with this number, if it is still kept."""
        index = seq - self.memory_first_seq
        if index >= 0:
            return self._records[index] if index < len(self._records) else None
        record = self._read.get(seq)
        if record is None:
            block = self.archived_block(seq)
            if block is None:
                return None
            record = block.record(seq - block.first_seq)
            self._remember(record)
        return self._paired(record)

    def since(self, seq: int) -> Iterator[WireRecord]:
        """The kept records from this number on."""
        missing = max(0, self.next_seq - max(seq, self.memory_first_seq))
        in_memory = reversed(list(islice(reversed(self._records), missing))) if missing else iter(())
        return chain(self._archived_since(seq), in_memory)

    def archived_block(self, seq: int) -> WireBlock | None:
        """The block of the archive that holds this record; None where it is in memory or not kept."""
        if self._archive is None or not self.first_seq <= seq < self.memory_first_seq:
            return None
        block = self._archive.block_with(seq)
        if block is None:
            self._give_up_archive()
        return block

    def close(self) -> None:
        """Let the archive go, with all that is in it."""
        if self._archive is not None:
            self._give_up_archive()

    def forget_open(self) -> None:
        """Pair nothing across a restart of the server, whose ids begin again."""
        self._open.clear()

    def settle(self, request_id: RequestId) -> None:
        """The newest record says that a request of the server's needs no answer of ours any more: it is its pair."""
        asked = self._open.pop((Direction.INBOUND, request_id), None)
        if asked is not None and self._records:
            newest = self._records[-1]
            newest.pair_seq = asked.seq if newest.pair_seq is None else newest.pair_seq
            self._note_pair(asked.seq, newest.seq)

    def is_waiting(self, record: WireRecord) -> bool:
        """Whether a request has no answer yet."""
        if record.id is None:
            return False
        request = self._open.get((record.direction, record.id))
        return request is not None and request.seq == record.seq

    def _pair(self, record: WireRecord, request_id: RequestId) -> None:
        if record.kind is MessageKind.REQUEST:
            request = OpenRequest(record.seq, record.at, record.method, record.thread_id, record.item_id)
            self._open[(record.direction, request_id)] = request
            return
        asker = Direction.OUTBOUND if record.direction is Direction.INBOUND else Direction.INBOUND
        asked = self._open.pop((asker, request_id), None)
        if asked is None:
            return
        record.pair_seq = asked.seq
        # The clock may have been set back meanwhile.
        record.latency_ms = max(0.0, record.at - asked.at) * 1000
        if not record.method:
            record.method = asked.method
        if not record.thread_id:
            record.thread_id = asked.thread_id
        if not record.item_id:
            record.item_id = asked.item_id
        self._note_pair(asked.seq, record.seq)

    def _note_pair(self, asked_seq: int, ended_seq: int) -> None:
        """Lead from a request to what ended it."""
        if asked_seq >= self.memory_first_seq:
            self._records[asked_seq - self.memory_first_seq].pair_seq = ended_seq
        elif asked_seq >= self.first_seq:
            # What the archive has is not written again.
            self._late_pairs[asked_seq] = ended_seq

    def _let_go(self) -> None:
        """Hand the oldest records over, or drop the oldest one; without the archive there may be room for it."""
        if self._open_archive is not None:
            self._archive = self._open_archive()
            self._open_archive = None
            if self._archive is None:
                self._caps = self._caps_alone
                return
        if self._archive is None:
            self._forget_oldest()
            self.first_seq = self.memory_first_seq
            return
        block = list(self._oldest_block())
        if not self._archive.append(block):
            self._give_up_archive()
            return
        for _ in block:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        record = self._records.popleft()
        self._kept_bytes -= len(record.line) + RECORD_OVERHEAD_BYTES

    def _oldest_block(self) -> Iterable[WireRecord]:
        """What goes to the archive at once; the newest record always stays."""
        line_bytes = 0
        for record in islice(self._records, max(1, min(self._max_block_records, len(self._records) - 1))):
            line_bytes += len(record.line)
            if line_bytes > MAX_BLOCK_BYTES and line_bytes > len(record.line):
                return
            yield record

    def _archived_since(self, seq: int) -> Iterator[WireRecord]:
        seq = max(seq, self.first_seq)
        while (block := self.archived_block(seq)) is not None:
            for row in range(seq - block.first_seq, len(block)):
                yield self._paired(block.record(row))
            seq = block.first_seq + len(block)

    def _remember(self, record: WireRecord) -> None:
        """Rows in view are asked for again and again, and a filter may have found each in a block of its own."""
        if len(record.line) <= MAX_REMEMBERED_LINE_BYTES:
            if len(self._read) >= MAX_REMEMBERED:
                del self._read[next(iter(self._read))]
            self._read[record.seq] = record

    def _paired(self, record: WireRecord) -> WireRecord:
        if record.pair_seq is None:
            record.pair_seq = self._late_pairs.get(record.seq)
        return record

    def _give_up_archive(self) -> None:
        assert self._archive is not None
        self._archive.close()
        self._archive = None
        self._caps = self._caps_alone
        self._late_pairs.clear()
        self._read.clear()
        self.first_seq = self.memory_first_seq
