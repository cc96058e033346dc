"""The wire log as the pane shows it: all of it by arithmetic, or the records that a filter admits.

Without a filter row i is the record number `first_seq + i`, and nothing is kept for each record. With one, the numbers
of the matching records are kept, each record is looked at once, and what drops out of the log drops out here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable

from codex_tui.state.wire_log import WireLog, WireRecord

RecordFilter = Callable[[WireRecord], bool]


def text_filter(text: str) -> RecordFilter | None:
    """A filter by words that must all be found, in any case, in a record's own columns or in its line.

    None where there is no word. Outside ASCII the line is searched as typed, since folding its case would decode it.
    """
    words = [(word.casefold(), word.encode("utf-8", "replace").lower()) for word in text.split()]
    if not words:
        return None

    def is_match(record: WireRecord) -> bool:
        number = "" if record.id is None else f"#{record.id}"
        columns = f"{record.direction} {record.kind} {record.method} {number} {record.thread_id} {record.item_id}"
        columns = columns.casefold()
        line: bytes | None = None
        for word, word_bytes in words:
            if word in columns:
                continue
            if line is None:
                line = record.line.lower()
            if word_bytes not in line:
                return False
        return True

    return is_match


class WireView:
    """The rows of the wire-log pane; `filter_for` turns what the user typed into a filter."""

    def __init__(self, log: WireLog, filter_for: Callable[[str], RecordFilter | None] = text_filter) -> None:
        self._log = log
        self._filter_for = filter_for
        self._filter_text = ""
        self._matches: RecordFilter | None = None
        self._matching_seqs: deque[int] = deque()
        self._next_seq = 0

    def __len__(self) -> int:
        return len(self._log) if self._matches is None else len(self._matching_seqs)

    @property
    def filter_text(self) -> str:
        """What the user filters by."""
        return self._filter_text

    @property
    def dropped_count(self) -> int:
        """How many records the log had to drop at its old end."""
        return self._log.first_seq

    def set_filter(self, text: str) -> None:
        """Show only the records that match; raises what `filter_for` raises on a text that it cannot read."""
        self._matches = self._filter_for(text)
        self._filter_text = text
        self._matching_seqs.clear()
        self._next_seq = 0
        self.refresh()

    def refresh(self) -> None:
        """Look at the records that are new, and let go of those that the log dropped; call it before drawing."""
        if self._matches is None:
            return
        seqs, first_seq = self._matching_seqs, self._log.first_seq
        while seqs and seqs[0] < first_seq:
            seqs.popleft()
        seqs.extend(record.seq for record in self._log.since(self._next_seq) if self._matches(record))
        self._next_seq = self._log.next_seq

    def record_at(self, index: int) -> WireRecord | None:
        """The record in this row, if there is such a row and the log still has it."""
        if not 0 <= index < len(self):
            return None
        return self._log.get(self._log.first_seq + index if self._matches is None else self._matching_seqs[index])

    def index_of(self, seq: int) -> int | None:
        """The row of a record, or None where it is not shown."""
        if self._matches is None:
            index = seq - self._log.first_seq
            return index if 0 <= index < len(self._log) else None
        index = bisect_left(self._matching_seqs, seq)
        is_shown = index < len(self._matching_seqs) and self._matching_seqs[index] == seq
        return index if is_shown else None
