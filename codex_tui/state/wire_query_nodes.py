"""What a filter of the wire log is made of, and how its parts are joined.

Each node answers twice, with one meaning: for one record, and for many rows of a block at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_log import WireRecord

Marker = Callable[[str], list[tuple[int, int]]]
"""Where in a shown text something stands that was looked for, as start and end."""


class Node(Protocol):
    """A condition on records."""

    @property
    def is_reading_lines(self) -> bool:
        """Whether the text of a message is looked into, which costs more than a column."""

    def matches(self, record: WireRecord) -> bool:
        """Whether the record meets the condition."""

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """Those of the rows that meet it; both in ascending order."""

    def markers(self) -> Iterator[Marker]:
        """What is to be highlighted in a row that is shown because of this."""


class _Joined:
    """Several conditions; columns are looked at before texts, whatever the order they were written in."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self._parts = sorted(parts, key=lambda part: part.is_reading_lines)

    @property
    def is_reading_lines(self) -> bool:
        """As its most expensive part."""
        return self._parts[-1].is_reading_lines

    def markers(self) -> Iterator[Marker]:
        """Of all parts."""
        for part in self._parts:
            yield from part.markers()


class All(_Joined):
    """`and`: each part narrows what is left."""

    def matches(self, record: WireRecord) -> bool:
        """Whether all parts match."""
        return all(part.matches(record) for part in self._parts)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """Each part looks at what the one before left."""
        for part in self._parts:
            if not rows:
                break
            rows = part.select(block, rows)
        return rows


class Some(_Joined):
    """`or`: each part adds what it finds among what is still missing."""

    def matches(self, record: WireRecord) -> bool:
        """Whether any part matches."""
        return any(part.matches(record) for part in self._parts)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """Each part looks at what the ones before did not take."""
        found: list[int] = []
        for part in self._parts:
            if not rows:
                break
            taken = part.select(block, rows)
            found += taken
            rows = _without(rows, taken)
        found.sort()
        return found


@dataclass(frozen=True, slots=True)
class Not:
    """`not`: what the part does not match."""

    part: Node

    @property
    def is_reading_lines(self) -> bool:
        """As its part."""
        return self.part.is_reading_lines

    def matches(self, record: WireRecord) -> bool:
        """Whether the part does not match."""
        return not self.part.matches(record)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """The rows less those of the part."""
        return _without(rows, self.part.select(block, rows))

    def markers(self) -> Iterator[Marker]:
        """None: what is shown does not have it."""
        return iter(())


def _without(rows: Sequence[int], taken: Sequence[int]) -> Sequence[int]:
    if not taken:
        return rows
    if len(taken) == len(rows):
        return ()
    gone = set(taken)
    return [row for row in rows if row not in gone]
