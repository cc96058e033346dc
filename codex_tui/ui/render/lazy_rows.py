"""Rows that are counted little by little and drawn when they come into view: a text of any length opens at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import overload

from rich.text import Text

from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import visible
from codex_tui.ui.render.wrapping import fold_bounds

FIRST_ROWS = 1_000
"""So many are counted however long it takes; a screen has fewer."""
MAX_KEPT_PIECES = 64
PIECE_CHARS = 4_096
"""Of a line; a longer one is broken into rows piece by piece."""


class LazyRows(Sequence[Text]):
    """Rows of pieces: `heights` says how many each has, `draw` makes them; the length is what was counted so far."""

    def __init__(self, heights: Iterator[int], draw: Callable[[int], Sequence[Text]]) -> None:
        self._heights = heights
        self._draw = draw
        self._ends: list[int] = []
        """The row after the last of each piece."""
        self._drawn: dict[int, Sequence[Text]] = {}

    def count_more(self, budget_s: float) -> bool:
        """Count for a while; say whether there are more."""
        deadline = perf_counter() + budget_s
        for height in self._heights:
            self._ends.append(len(self) + height)
            if len(self) >= FIRST_ROWS and perf_counter() > deadline:
                return True
        return False

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Text: ...
    @overload
    def __getitem__(self, index: slice) -> list[Text]: ...
    def __getitem__(self, index: int | slice) -> Text | list[Text]:
        if isinstance(index, slice):
            return [self._row(each) for each in range(*index.indices(len(self)))]
        return self._row(index)

    def _row(self, index: int) -> Text:
        if not 0 <= index < len(self):
            raise IndexError(index)
        piece = bisect_right(self._ends, index)
        rows = self._drawn.get(piece)
        if rows is None:
            if len(self._drawn) >= MAX_KEPT_PIECES:
                self._drawn.clear()
            rows = self._drawn[piece] = self._draw(piece)
        return rows[index - (self._ends[piece - 1] if piece else 0)]


def text_rows(text: str, width: int, palette: Palette) -> LazyRows:
    """A text made visible and broken by cells alone."""
    pieces: list[str] = []

    def heights() -> Iterator[int]:
        for piece, height in _pieces(text, width):
            pieces.append(piece)
            yield height

    def draw(index: int) -> list[Text]:
        piece = pieces[index]
        return [Text(piece[start:end], palette.text) for start, end in fold_bounds(piece, width)]

    return LazyRows(heights(), draw)


def _pieces(text: str, width: int) -> Iterator[tuple[str, int]]:
    """Visible pieces of lines, each of whole rows, and how many rows that is."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        pending = ""
        for at in range(start, end, PIECE_CHARS):
            stop = min(at + PIECE_CHARS, end)
            # A carriage return before a newline is part of it.
            raw = text[at:stop].removesuffix("\r") if stop == end < len(text) else text[at:stop]
            pending += visible(raw)
            bounds = fold_bounds(pending, width)
            if stop < end and len(bounds) > 1:
                last = bounds[-1][0]
                yield pending[:last], len(bounds) - 1
                pending = pending[last:]
        yield pending, len(fold_bounds(pending, width))
        start = end + 1
