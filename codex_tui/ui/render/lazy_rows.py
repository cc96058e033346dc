"""Rows that are counted little by little and drawn when they come into view: a text of any length opens at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import NamedTuple, overload

from rich.text import Text

from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import visible
from codex_tui.ui.render.wrapping import Bounds, fold_bounds

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
    pieces: list[TextPiece] = []

    def heights() -> Iterator[int]:
        for piece in text_pieces(text, width):
            pieces.append(piece)
            yield len(piece.bounds)

    def draw(index: int) -> list[Text]:
        piece = pieces[index]
        return [Text(piece.text[start:end], palette.text) for start, end in piece.bounds]

    return LazyRows(heights(), draw)


class TextPiece(NamedTuple):
    """A visible line of a text, or of a long one a piece that is whole rows."""

    text: str
    bounds: list[Bounds]
    """Of its rows."""
    is_line_end: bool


def text_pieces(text: str, width: int) -> Iterator[TextPiece]:
    """A text in pieces, made visible and broken into rows by cells alone; a line break at its end begins no line."""
    start, text_end = 0, len(text) - text.endswith("\n")
    while start <= text_end:
        end = text.find("\n", start)
        end = text_end if end < 0 else end
        pending = ""
        for at in range(start, end, PIECE_CHARS):
            stop = min(at + PIECE_CHARS, end)
            # A carriage return before a newline is part of it.
            raw = text[at:stop].removesuffix("\r") if stop == end < len(text) else text[at:stop]
            pending += visible(raw)
            bounds = fold_bounds(pending, width)
            if stop < end and len(bounds) > 1:
                last = bounds.pop()[0]
                yield TextPiece(pending[:last], bounds, is_line_end=False)
                pending = pending[last:]
        yield TextPiece(pending, fold_bounds(pending, width), is_line_end=True)
        start = end + 1
