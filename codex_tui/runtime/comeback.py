"""Whether and when a server that ended by itself is started again: a few times with growing pauses, then not."""

from __future__ import annotations

DEFAULT_PAUSES_S = (0.5, 2.0, 5.0)
STABLE_AFTER_S = 60.0
"""A server that was ready for so long has not ended for the reason that ended the one before it."""


class Comeback:
    """Counts the tries; times are seconds of one clock that only goes forward."""

    def __init__(self, pauses_s: tuple[float, ...]) -> None:
        self._pauses_s = pauses_s
        self._tries = 0
        self._ready_at_s: float | None = None

    @property
    def words(self) -> str:
        """Which try of how many."""
        return f"try {self._tries} of {len(self._pauses_s)}"

    @property
    def is_under_way(self) -> bool:
        """Whether the server that is starting is one of the tries."""
        return self._tries > 0 and self._ready_at_s is None

    def note_ready(self, at_s: float) -> None:
        """The server works."""
        self._ready_at_s = at_s

    def next_pause_s(self, at_s: float) -> float | None:
        """The pause before the next try, which is counted with this; None when it was tried often enough."""
        if self._ready_at_s is not None and at_s - self._ready_at_s >= STABLE_AFTER_S:
            self._tries = 0
        self._ready_at_s = None
        if self._tries == len(self._pauses_s):
            return None
        self._tries += 1
        return self._pauses_s[self._tries - 1]

    def reset(self) -> None:
        """A person asked for another server, so the tries begin anew."""
        self._tries, self._ready_at_s = 0, None
