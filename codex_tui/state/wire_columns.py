"""Blocks of the wire log in memory, and as bytes: columns are small and quick to write, records are not.

Where the lines themselves are is not said here: a `LineSource` finds them in the spool, in a recording, or in memory.
The bytes are for the machine that wrote them, since numbers are in its own order.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import nan
from struct import Struct
from typing import Any, Protocol

from codex_tui.state.wire_block import DIRECTIONS, KINDS
from codex_tui.state.wire_log import WireRecord
from codex_tui.wire.envelope import RequestId

_HEAD = Struct("=QII")
"""The number of the first record, how many there are, and how long the texts are, in bytes."""
_DIRECTION_NUMBERS = {direction: number for number, direction in enumerate(DIRECTIONS)}
_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}


class LineSource(Protocol):
    """Finds the lines of one block."""

    def line(self, row: int) -> bytes:
        """The line of a row, as it was kept."""


class JoinedLines:
    """The lines of a block end to end in one text, which `read` gives, by its length, when the first is wanted."""

    def __init__(self, lengths: Sequence[int], read: Callable[[int], bytes]) -> None:
        self._lengths = lengths
        self._read = read
        self._text: bytes | None = None
        self._ends: Sequence[int] = ()

    def line(self, row: int) -> bytes:
        """The line of a row."""
        if self._text is None:
            self._ends = array("Q", accumulate(self._lengths, initial=0))
            self._text = self._read(self._ends[-1])
        return self._text[self._ends[row] : self._ends[row + 1]]


@dataclass(slots=True)
class ColumnBlock:
    """A `WireBlock`; `line_lengths` are in bytes, and differ from `sizes` where a line was cut or redacted."""

    first_seq: int
    at: Sequence[float]
    directions: bytes
    kinds: bytes
    methods: Sequence[int]
    threads: Sequence[int]
    items: Sequence[int]
    sizes: Sequence[int]
    latencies_ms: Sequence[float]
    line_lengths: Sequence[int]
    names: Sequence[str]
    ids: Mapping[int, RequestId]
    notes: Mapping[int, str]
    pairs: Mapping[int, int]
    """Row to the number of the paired message, for rows whose pair was known when the block was made."""
    lines: LineSource

    def __len__(self) -> int:
        return len(self.kinds)

    def line(self, row: int) -> bytes:
        """The text of a row, as it was kept."""
        return self.lines.line(row)

    def record(self, row: int) -> WireRecord:
        """The whole record of a row."""
        latency_ms = self.latencies_ms[row]
        return WireRecord(
            at=self.at[row],
            direction=DIRECTIONS[self.directions[row]],
            kind=KINDS[self.kinds[row]],
            method=self.names[self.methods[row]],
            id=self.ids.get(row),
            thread_id=self.names[self.threads[row]],
            item_id=self.names[self.items[row]],
            line=self.lines.line(row),
            size_bytes=self.sizes[row],
            # Only NaN differs from itself.
            latency_ms=latency_ms if latency_ms == latency_ms else None,
            note=self.notes.get(row, ""),
            seq=self.first_seq + row,
            pair_seq=self.pairs.get(row),
        )


def block_of(records: Sequence[WireRecord]) -> ColumnBlock:
    """The columns of consecutive records, of which there is at least one, with the lines in memory."""
    numbers = {"": 0}
    methods, threads, items = (
        array("I", [numbers.setdefault(name, len(numbers)) for name in names])
        for names in (
            [record.method for record in records],
            [record.thread_id for record in records],
            [record.item_id for record in records],
        )
    )
    lines = [record.line for record in records]
    lengths = array("Q", map(len, lines))
    return ColumnBlock(
        first_seq=records[0].seq,
        at=array("d", [record.at for record in records]),
        directions=bytes([_DIRECTION_NUMBERS[record.direction] for record in records]),
        kinds=bytes([_KIND_NUMBERS[record.kind] for record in records]),
        methods=methods,
        threads=threads,
        items=items,
        sizes=array("Q", [record.size_bytes for record in records]),
        latencies_ms=array("d", [nan if record.latency_ms is None else record.latency_ms for record in records]),
        line_lengths=lengths,
        names=list(numbers),
        ids={row: record.id for row, record in enumerate(records) if record.id is not None},
        notes={row: record.note for row, record in enumerate(records) if record.note},
        pairs={row: record.pair_seq for row, record in enumerate(records) if record.pair_seq is not None},
        lines=JoinedLines(lengths, lambda length: b"".join(lines)),
    )


def encode_columns(block: ColumnBlock) -> bytes:
    """Everything but the lines."""
    texts = json.dumps(
        (block.names, *(tuple(column.items()) for column in (block.ids, block.notes, block.pairs))),
        separators=(",", ":"),
    ).encode("ascii")
    columns = (
        array("d", block.at),
        block.directions,
        block.kinds,
        array("I", block.methods),
        array("I", block.threads),
        array("I", block.items),
        array("Q", block.sizes),
        array("d", block.latencies_ms),
        array("Q", block.line_lengths),
    )
    return b"".join((_HEAD.pack(block.first_seq, len(block), len(texts)), texts, *columns))


def decode_columns(data: bytes, lines_for: Callable[[Sequence[int]], LineSource]) -> ColumnBlock:
    """What `encode_columns` wrote; `lines_for` finds lines by their lengths. Raises ValueError for other bytes."""
    if len(data) < _HEAD.size:
        raise ValueError("a block without its head")
    first_seq, count, text_length = _HEAD.unpack_from(data)
    names, ids, notes, pairs = json.loads(data[_HEAD.size : _HEAD.size + text_length])
    columns = _Columns(memoryview(data)[_HEAD.size + text_length :], count)
    return ColumnBlock(
        first_seq=first_seq,
        at=columns.take("d"),
        directions=bytes(columns.take("B")),
        kinds=bytes(columns.take("B")),
        methods=columns.take("I"),
        threads=columns.take("I"),
        items=columns.take("I"),
        sizes=columns.take("Q"),
        latencies_ms=columns.take("d"),
        line_lengths=(line_lengths := columns.take("Q")),
        names=names,
        ids=dict(ids),
        notes=dict(notes),
        pairs=dict(pairs),
        lines=lines_for(line_lengths),
    )


class _Columns:
    """Takes columns of equal length from bytes."""

    def __init__(self, data: memoryview, count: int) -> None:
        self._data = data
        self._count = count

    def take(self, type_code: str) -> array[Any]:
        column: array[Any] = array(type_code)
        size_bytes = self._count * column.itemsize
        column.frombytes(self._data[:size_bytes])
        if len(column) != self._count:
            raise ValueError("a block that ends too early")
        self._data = self._data[size_bytes:]
        return column
