"""A few chosen messages of the wire log as a view of their own: the unanswered requests, or what is marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Protocol

from codex_tui.state.wire_log import WireLog, WireRecord
from codex_tui.state.wire_view import Numbers, RecordQuery


class WireRows(Protocol):
    """What the wire-log pane shows: messages by row, and how far a filter has got with them."""

    def __len__(self) -> int:
        """How many rows there are."""

    @property
    def shift(self) -> int:
        """How many rows came in before those in view, less those that fell out there."""

    @property
    def is_scanning(self) -> bool:
        """Whether a filter has yet to look at some messages."""

    @property
    def scanned_share(self) -> float:
        """How much a filter has looked at, from 0 to 1."""

    def refresh(self) -> None:
        """Take in what is new; call it before drawing."""

    def work(self, budget_s: float) -> bool:
        """Let a filter look at more for about so many seconds; say whether there is still more."""

    def record_at(self, index: int) -> WireRecord | None:
        """The message in a row, if there is such a row and it is still kept."""

    def index_of(self, seq: int) -> int | None:
        """The row of a message, or None where it is not shown."""

    def shown_seqs(self) -> Numbers:
        """The numbers of all rows as they are now, ascending; what comes later does not change them."""


class WireSubset:
    """The messages that `chosen` numbers, in ascending order, as far as the filter admits them.

    There are few of them, so that all are looked at anew with each refresh.
    """

    is_scanning = False
    scanned_share = 1.0

    def __init__(
        self, log: WireLog, chosen: Callable[[], Sequence[int]], query: Callable[[], RecordQuery | None]
    ) -> None:
        self._log = log
        self._chosen = chosen
        self._query = query
        self._seqs: Sequence[int] = ()
        self._held_seq = 0
        self.shift = 0

    def __len__(self) -> int:
        return len(self._seqs)

    def hold(self, index: int) -> None:
        """The row that is to stay where it is while others come and go."""
        if 0 <= index < len(self._seqs):
            self._held_seq = self._seqs[index]

    def refresh(self) -> None:
        """Choose and filter anew."""
        query, log = self._query(), self._log
        seqs = [seq for seq in self._chosen() if log.first_seq <= seq < log.next_seq]
        if query is not None:
            records = filter(None, map(log.get, seqs))
            seqs = [record.seq for record in records if query.matches(record)]
        self.shift += bisect_left(seqs, self._held_seq) - bisect_left(self._seqs, self._held_seq)
        self._seqs = seqs

    def work(self, budget_s: float) -> bool:
        """There is never more."""
        return False

    def record_at(self, index: int) -> WireRecord | None:
        """The message in this row."""
        return self._log.get(self._seqs[index]) if 0 <= index < len(self._seqs) else None

    def index_of(self, seq: int) -> int | None:
        """The row of a message."""
        index = bisect_left(self._seqs, seq)
        return index if index < len(self._seqs) and self._seqs[index] == seq else None

    def shown_seqs(self) -> Numbers:
        """All rows."""
        return tuple(self._seqs)
