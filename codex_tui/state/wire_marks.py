"""Marks and notes that a person puts on wire messages.

They are kept by the number of the message, which never repeats, and so stay when the message leaves the memory.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort


class WireMarks:
    """Marked messages and notes; `revision` grows with each change."""

    def __init__(self) -> None:
        self._marked: list[int] = []
        self._notes: dict[int, str] = {}
        self._seqs: list[int] = []
        self.revision = 0

    @property
    def marked(self) -> tuple[int, ...]:
        """The marked messages, the oldest first."""
        return tuple(self._marked)

    @property
    def seqs(self) -> list[int]:
        """The messages that have a mark or a note, the oldest first."""
        return self._seqs

    def is_marked(self, seq: int) -> bool:
        """Whether a message is marked."""
        index = bisect_left(self._marked, seq)
        return index < len(self._marked) and self._marked[index] == seq

    def note(self, seq: int) -> str:
        """The note on a message, empty where there is none."""
        return self._notes.get(seq, "")

    def toggle(self, seq: int) -> bool:
        """Mark a message, or take its mark away; say whether it is marked now. Its note stays."""
        is_marked = self.is_marked(seq)
        if is_marked:
            self._marked.remove(seq)
        else:
            insort(self._marked, seq)
        self._changed()
        return not is_marked

    def set_note(self, seq: int, text: str) -> None:
        """Put a note on a message; a blank one takes it away."""
        text = text.strip()
        if text:
            self._notes[seq] = text
        else:
            self._notes.pop(seq, None)
        self._changed()

    def after(self, seq: int) -> int | None:
        """The next message with a mark or a note."""
        index = bisect_right(self._seqs, seq)
        return self._seqs[index] if index < len(self._seqs) else None

    def before(self, seq: int) -> int | None:
        """The one before with a mark or a note."""
        index = bisect_left(self._seqs, seq)
        return self._seqs[index - 1] if index > 0 else None

    def _changed(self) -> None:
        self._seqs = sorted({*self._marked, *self._notes})
        self.revision += 1
