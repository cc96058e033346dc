"""What of each pending request has been in view, so that nothing is allowed that its card never showed.

A request is shown by its card and by its detail screen. It was seen whole once every row of one of them has been
painted since the request last changed; rows that were painted at another width, or of what it was before, do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from codex_tui.state.events import RequestKey


class Surface(StrEnum):
    """Where a request is shown."""

    CARD = "card"
    DETAIL = "detail"


@dataclass(slots=True)
class _Rows:
    """The rows of one surface; `content` tells one state of the request from another."""

    content: str
    width: int
    total: int
    seen: set[int] = field(default_factory=set)


class Sight:
    """The rows that were painted, by request."""

    def __init__(self) -> None:
        self._rows: dict[tuple[RequestKey, Surface], _Rows] = {}

    def note(
        self, key: RequestKey, surface: Surface, content: str, width: int, total: int, rows: Iterable[int]
    ) -> None:
        """These of the `total` rows have been painted, in cells of this width."""
        known = self._rows.get((key, surface))
        if known is None or (known.content, known.width, known.total) != (content, width, total):
            if known is not None and known.content == content and len(known.seen) >= known.total:
                # Read whole at another width, it is known.
                return
            known = self._rows[key, surface] = _Rows(content, width, total)
        known.seen.update(row for row in rows if row < total)

    def has_begun(self, key: RequestKey, surface: Surface, content: str) -> bool:
        """Whether anything of this state of the request was painted there."""
        rows = self._rows.get((key, surface))
        return rows is not None and rows.content == content

    def is_whole(self, key: RequestKey, surface: Surface, content: str) -> bool:
        """Whether all of this state of the request was painted there."""
        seen, total = self.seen_of(key, surface, content)
        return 0 < total <= seen

    def seen_of(self, key: RequestKey, surface: Surface, content: str) -> tuple[int, int]:
        """How many rows of how many were painted."""
        rows = self._rows.get((key, surface))
        return (len(rows.seen), rows.total) if rows is not None and rows.content == content else (0, 0)

    def keep(self, keys: Collection[RequestKey]) -> None:
        """Forget all other requests."""
        self._rows = {place: rows for place, rows in self._rows.items() if place[0] in keys}
