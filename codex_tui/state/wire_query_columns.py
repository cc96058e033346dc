"""Conditions on the columns of the wire log: no text of a message is looked into."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from codex_tui.state.wire_block import DIRECTIONS, KINDS, WireBlock
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.state.wire_query_nodes import Marker
from codex_tui.wire.envelope import RequestId

Comparison = Callable[[float, float], bool]
COMPARISONS: dict[str, Comparison] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
"""By how they are written, the longer ones first."""

NameColumn = Literal["method", "thread", "item"]


@dataclass(frozen=True, slots=True)
class ColumnTerm:
    """A condition on columns."""

    @property
    def is_reading_lines(self) -> bool:
        """Never."""
        return False

    def markers(self) -> Iterator[Marker]:
        """Nothing, but for names."""
        return iter(())


@dataclass(frozen=True, slots=True)
class DirectionTerm(ColumnTerm):
    """`dir:`."""

    direction: Direction

    def matches(self, record: WireRecord) -> bool:
        """Whether the line went this way."""
        return record.direction is self.direction

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By number."""
        directions, wanted = block.directions, DIRECTIONS.index(self.direction)
        return [row for row in rows if directions[row] == wanted]


@dataclass(frozen=True, slots=True)
class KindTerm(ColumnTerm):
    """`kind:`, and `error` for two of them."""

    kinds: frozenset[MessageKind]

    def matches(self, record: WireRecord) -> bool:
        """Whether the message is of such a kind."""
        return record.kind in self.kinds

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By number."""
        kinds, wanted = block.kinds, frozenset(map(KINDS.index, self.kinds))
        return [row for row in rows if kinds[row] in wanted]


@dataclass(frozen=True, slots=True)
class NamePattern:
    """How a method or an id is looked for, in any case unless it `is_exact`.

    `*`, and the `…` of a shortened id, stand for anything in between; else a method must begin with the text, and an
    id must have it anywhere. An exact empty text is a message that has none.
    """

    text: str
    is_exact: bool = False
    is_prefix: bool = False

    def fits(self, name: str) -> bool:
        """Whether a name is one of those that are looked for; the cost is in proportion to its length."""
        if self.is_exact:
            return name == self.text
        name, pieces = name.casefold(), self.pieces
        if len(pieces) == 1:
            return name.startswith(pieces[0]) if self.is_prefix else pieces[0] in name
        first, *inner, last = pieces
        if not name.startswith(first) or not name.endswith(last):
            return False
        position, end = len(first), len(name) - len(last)
        for piece in inner:
            found = name.find(piece, position, end)
            if found < 0:
                return False
            position = found + len(piece)
        return position <= end

    @property
    def pieces(self) -> list[str]:
        """The text between the stars, without case."""
        return self.text.casefold().replace("…", "*").split("*")

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where its longest piece stands in a shown text."""
        return places_of(self.text if self.is_exact else max(self.pieces, key=len), text)


def places_of(wanted: str, text: str) -> list[tuple[int, int]]:
    """Where a text stands in another, in any case."""
    shown, wanted = text.lower(), wanted.lower()
    # A text whose lower case is of another length, as some letters have it, would be marked in the wrong place.
    if not wanted or len(shown) != len(text):
        return []
    found, position = [], shown.find(wanted)
    while position >= 0:
        found.append((position, position + len(wanted)))
        position = shown.find(wanted, position + len(wanted))
    return found


@dataclass(frozen=True, slots=True)
class NameTerm(ColumnTerm):
    """`method:`, `thread:` and `item:`; each distinct name of a block is looked at once."""

    column: NameColumn
    pattern: NamePattern

    def matches(self, record: WireRecord) -> bool:
        """Whether the record's name fits."""
        return self.pattern.fits(_name_in(record, self.column))

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By the numbers of the names that fit."""
        fits = self.pattern.fits
        wanted = {number for number, name in enumerate(block.names) if fits(name)}
        if not wanted:
            return ()
        numbers = {"method": block.methods, "thread": block.threads, "item": block.items}[self.column]
        return [row for row in rows if numbers[row] in wanted]

    def markers(self) -> Iterator[Marker]:
        """A method as it is written; ids are shown shortened."""
        if self.column == "method":
            yield self.pattern.places


def _name_in(record: WireRecord, column: NameColumn) -> str:
    if column == "method":
        return record.method
    return record.thread_id if column == "thread" else record.item_id


@dataclass(frozen=True, slots=True)
class IdTerm(ColumnTerm):
    """`id:`; 3 and "3" are two ids, of which either or both are wanted."""

    ids: frozenset[RequestId]

    def matches(self, record: WireRecord) -> bool:
        """Whether the record has such an id."""
        return record.id in self.ids

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By what the block says of each row."""
        id_of, ids = block.ids.get, self.ids
        return [row for row in rows if id_of(row) in ids]


@dataclass(frozen=True, slots=True)
class SizeTerm(ColumnTerm):
    """`size:`, in bytes."""

    compare: Comparison
    size_bytes: float

    def matches(self, record: WireRecord) -> bool:
        """Whether the line is so long."""
        return self.compare(record.size_bytes, self.size_bytes)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By the size of each row."""
        sizes, compare, bound = block.sizes, self.compare, self.size_bytes
        return [row for row in rows if compare(sizes[row], bound)]


@dataclass(frozen=True, slots=True)
class LatencyTerm(ColumnTerm):
    """`latency:`, which only answers have."""

    compare: Comparison
    latency_ms: float

    def matches(self, record: WireRecord) -> bool:
        """Whether the answer took so long."""
        return record.latency_ms is not None and self.compare(record.latency_ms, self.latency_ms)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By the latency of each row; one that is not a number compares with nothing."""
        latencies, compare, bound = block.latencies_ms, self.compare, self.latency_ms
        return [row for row in rows if compare(latencies[row], bound)]
