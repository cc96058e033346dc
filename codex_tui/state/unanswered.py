"""Requests without an answer: those that wait, and those whose server ended before it or we answered."""

from __future__ import annotations

from collections import deque

from codex_tui.state.wire_log import WireLog

MAX_LOST = 1_000


class Unanswered:
    """The unanswered requests of both sides; of the lost ones the newest are kept."""

    def __init__(self, log: WireLog) -> None:
        self._log = log
        self._lost: deque[int] = deque(maxlen=MAX_LOST)

    @property
    def lost_seqs(self) -> list[int]:
        """The requests that nobody will answer any more, the oldest first."""
        return [seq for seq in self._lost if seq >= self._log.first_seq]

    def seqs(self) -> list[int]:
        """All of them, the oldest first."""
        return sorted({*self.lost_seqs, *self._log.waiting_seqs})

    def is_lost(self, seq: int) -> bool:
        """Whether the server ended before this request was answered."""
        return seq in self._lost

    def lose_all(self) -> None:
        """The server is gone; the next one's ids begin again."""
        self._lost.extend(self._log.waiting_seqs)
        self._log.forget_open()
