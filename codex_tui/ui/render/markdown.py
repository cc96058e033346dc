"""Markdown to rows, at once or while it streams: the public face of the `markdown_…` modules.

However a text is split into deltas, its rows are those of the whole text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.ui.render.markdown_flow import MarkdownFlow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from codex_tui.ui.render.palette import Palette


def render_markdown(source: str, width: int, palette: Palette) -> list[Text]:
    """All rows of a Markdown text."""
    flow = MarkdownFlow(width, palette)
    flow.feed(source)
    return flow.rows(is_whole=True)


class MarkdownStream:
    """A Markdown text that grows; `rows` costs what the open block costs, not what the message does."""

    def __init__(self, source: str = "") -> None:
        self._pieces = [source]
        self._fed_pieces = 0
        self._is_whole = False
        self._flow: MarkdownFlow | None = None

    @property
    def source(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def append(self, delta: str) -> None:
        """Add a delta; nothing is parsed before `rows` is called."""
        self._pieces.append(delta)

    def replace(self, source: str) -> None:
        """Take the text of `item/completed` as the truth; what is already rendered stays if it begins with that."""
        streamed = self.source
        self._is_whole = True
        if source.startswith(streamed):
            self._pieces.append(source[len(streamed) :])
            return
        self._pieces = [source]
        self._fed_pieces = 0
        self._flow = None

    def rows(self, width: int, palette: Palette) -> Sequence[Text]:
        """The rows so far: a live list, to be read before the next call and never changed.

        Another width or palette than last time renders the whole text again.
        """
        flow = self._flow
        if flow is None or flow.width != width or flow.palette is not palette:
            flow = self._flow = MarkdownFlow(width, palette)
            self._fed_pieces = 0
        if self._fed_pieces < len(self._pieces):
            flow.feed("".join(self._pieces[self._fed_pieces :]))
            self._fed_pieces = len(self._pieces)
        return flow.rows(is_whole=self._is_whole)

    @property
    def settled_row_count(self) -> int:
        """How many of the rows last returned will never change at that width and palette, whatever is appended."""
        return 0 if self._flow is None else self._flow.settled_row_count
