"""The wire log as the pane shows it: all of it by arithmetic, or the records that a filter admits.

Without a filter row i is the record number `first_seq + i`, and nothing is kept for each record. With one, the numbers
of the matching records are kept in two bytes each. New records are looked at as they come; what was there before is
looked at from the newest to the oldest, slice by slice, so that millions of them never hold up the screen. What drops
out of the log drops out here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Protocol

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_columns import block_of
from codex_tui.state.wire_log import WireLog, WireRecord
from codex_tui.state.wire_matches import SeqRuns

SLICE_RECORDS = 1_024
"""How many records in memory are looked at between two looks at the clock."""
FEW_RECORDS = 32
"""Fewer are asked about one by one; many are quicker as a block."""
MAX_SLICES_AT_ONCE = 8
"""How many slices of new records are looked at before the rest is put off."""
FIRST_LOOK_S = 0.01
"""How long a new filter may look before anything is shown; at least one slice is looked at."""


class Numbers(Protocol):
    """Ascending record numbers by row."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, row: int, /) -> int:
        """The number in a row."""


class RecordQuery(Protocol):
    """A filter that can look at a record, and at rows of a block; it must say the same of both."""

    def matches(self, record: WireRecord) -> bool:
        """Whether the record is admitted."""

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """Those of the rows that are admitted, in the same order."""


class WireView:
    """The rows of the wire-log pane; `filter_for` turns what the user typed into a filter."""

    def __init__(self, log: WireLog, filter_for: Callable[[str], RecordQuery | None]) -> None:
        self._log = log
        self._filter_for = filter_for
        self._filter_text = ""
        self._query: RecordQuery | None = None
        self._found = SeqRuns()
        self._looked_from = self._looked_to = 0
        self._is_behind = False
        self._filtered_shift = 0

    def __len__(self) -> int:
        return len(self._log) if self._query is None else len(self._found)

    @property
    def filter_text(self) -> str:
        """What the user filters by."""
        return self._filter_text

    @property
    def query(self) -> RecordQuery | None:
        """What the filter's text means."""
        return self._query

    @property
    def shift(self) -> int:
        """How many rows came in at the old end less those that fell out there; a row's index moves by it."""
        return -self._log.first_seq if self._query is None else self._filtered_shift

    @property
    def is_scanning(self) -> bool:
        """Whether there are records that the filter has not looked at; `work` looks at them."""
        return self._query is not None and (self._is_behind or self._looked_from > self._log.first_seq)

    @property
    def scanned_share(self) -> float:
        """How much of the log the filter has looked at, from 0 to 1."""
        if not self.is_scanning:
            return 1.0
        return max(0, self._looked_to - self._looked_from) / max(1, len(self._log))

    def set_filter(self, text: str) -> None:
        """Show only the records that match, the newest at once; raises what `filter_for` raises on an unclear text."""
        self._query = self._filter_for(text)
        self._filter_text = text
        self._found.clear()
        self._filtered_shift = 0
        self._looked_from = self._looked_to = self._log.next_seq
        self._is_behind = False
        self.work(FIRST_LOOK_S)

    def refresh(self) -> None:
        """Look at the records that are new, and let go of those that the log dropped; call it before drawing."""
        if self._query is None:
            return
        self._filtered_shift -= self._found.drop_before(self._log.first_seq)
        for _ in range(MAX_SLICES_AT_ONCE):
            self._look_forward(self._query)
            if not self._is_behind:
                break

    def work(self, budget_s: float) -> bool:
        """Look at older records for about so many seconds, at one slice at least; say whether there are more."""
        deadline = perf_counter() + budget_s
        while self._query is not None and self.is_scanning:
            if self._is_behind:
                self._look_forward(self._query)
            else:
                self._look_back(self._query)
            if perf_counter() >= deadline:
                break
        return self.is_scanning

    def record_at(self, index: int) -> WireRecord | None:
        """The record in this row, if there is such a row and the log still has it."""
        if not 0 <= index < len(self):
            return None
        return self._log.get(self._log.first_seq + index if self._query is None else self._found[index])

    def index_of(self, seq: int) -> int | None:
        """The row of a record, or None where it is not shown."""
        if self._query is None:
            index = seq - self._log.first_seq
            return index if 0 <= index < len(self._log) else None
        index = self._found.place_of(seq)
        return index if index < len(self._found) and self._found[index] == seq else None

    def shown_seqs(self) -> Numbers:
        """The numbers of all rows as they are now; what comes later does not change them."""
        return range(self._log.first_seq, self._log.next_seq) if self._query is None else self._found.copy()

    def _look_forward(self, query: RecordQuery) -> None:
        """At the next slice of new records."""
        first_seq = max(self._looked_to, self._log.first_seq)
        block = self._log.archived_block(first_seq)
        if block is not None:
            self._looked_to = block.first_seq + len(block)
            for row in query.select(block, range(first_seq - block.first_seq, len(block))):
                self._found.append(block.first_seq + row)
        else:
            self._looked_to = min(first_seq + SLICE_RECORDS, self._log.next_seq)
            for distance in self._admitted(query, first_seq, self._looked_to):
                self._found.append(first_seq + distance)
        self._is_behind = self._looked_to < self._log.next_seq

    def _look_back(self, query: RecordQuery) -> None:
        """At the slice before the oldest record that was looked at."""
        end_seq = self._looked_from
        block = self._log.archived_block(end_seq - 1)
        if block is not None:
            base = block.first_seq
            rows = query.select(block, range(end_seq - base))
        else:
            base = max(end_seq - SLICE_RECORDS, self._log.memory_first_seq)
            rows = self._admitted(query, base, end_seq)
        self._looked_from = base
        self._filtered_shift += self._found.prepend(base, rows)

    def _admitted(self, query: RecordQuery, first_seq: int, end_seq: int) -> Sequence[int]:
        """Which records in memory are admitted, by their distance from the first."""
        records = [record for seq in range(first_seq, end_seq) if (record := self._log.get(seq)) is not None]
        if len(records) < FEW_RECORDS:
            return [record.seq - first_seq for record in records if query.matches(record)]
        block = block_of(records)
        rows = query.select(block, range(len(records)))
        return [block.first_seq - first_seq + row for row in rows]
