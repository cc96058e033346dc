"""A run of wire records column by column, so that a filter can look at millions of them without making each one.

Blocks are what the spool and the index of a recording hold; a filter answers with the rows of a block that it admits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.envelope import RequestId

DIRECTIONS: tuple[Direction, ...] = tuple(Direction)
KINDS: tuple[MessageKind, ...] = tuple(MessageKind)


class WireBlock(Protocol):
    """Consecutive records; every column has one value for each row, and row 0 is the record `first_seq`."""

    first_seq: int
    at: Sequence[float]
    """Unix seconds."""
    directions: bytes
    """Numbers into `DIRECTIONS`."""
    kinds: bytes
    """Numbers into `KINDS`."""
    methods: Sequence[int]
    """Numbers into `names`; so are `threads` and `items`."""
    threads: Sequence[int]
    items: Sequence[int]
    sizes: Sequence[int]
    """In bytes, without the newline."""
    latencies_ms: Sequence[float]
    """NaN where there is none."""
    names: Sequence[str]
    """The distinct methods, thread ids and item ids of this block; number 0 is the empty text."""
    ids: Mapping[int, RequestId]
    """Row to request id, for rows that have one."""
    notes: Mapping[int, str]
    """Row to note, for rows that have one."""

    def __len__(self) -> int:
        """How many rows there are."""

    def line(self, row: int) -> bytes:
        """The text of a row, as it was kept."""

    def record(self, row: int) -> WireRecord:
        """The whole record of a row."""
