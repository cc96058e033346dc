"""The texts of one entry while they grow: what is laid out is kept, so that a repaint costs only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.markdown import MarkdownStream

if TYPE_CHECKING:
    from codex_tui.state.timeline import ItemEntry
    from codex_tui.ui.render.palette import Palette

Part = tuple[str, int]
"""A field of an item and the number of its part, as in `ItemEntry.parts`."""

MAX_TITLE_CHARS = 400
MAX_LINE_CHARS = 2000


@dataclass(slots=True)
class _Layout:
    """A Markdown text, what its item said of it, and how many deltas it has taken since."""

    said: str
    stream: MarkdownStream
    taken: int = 0
    is_final: bool = False


@dataclass(slots=True)
class Growth:
    """The layouts of one entry by part."""

    _layouts: dict[Part, _Layout] = field(default_factory=dict)

    def has(self, part: Part) -> bool:
        """Whether a field is laid out already, however long it is."""
        return part in self._layouts

    def markdown(self, entry: ItemEntry, part: Part, said: str, width: int, palette: Palette) -> Sequence[Text]:
        """Rows of a Markdown field: what the item says and the deltas since, or, once it is done, what it says alone.

        It is the stream's live list: to be read before the next call.
        """
        layout = self._layout(entry, part, said)
        deltas = entry.parts.get(part, ())
        for index in range(layout.taken, len(deltas)):
            layout.stream.append(deltas[index])
        layout.taken = max(layout.taken, len(deltas))
        if entry.state is ItemState.DONE and not layout.is_final:
            layout.stream.replace(said)
            layout.said, layout.is_final = said, True
        return layout.stream.rows(width, palette)

    def _layout(self, entry: ItemEntry, part: Part, said: str) -> _Layout:
        layout = self._layouts.get(part)
        is_completion = layout is not None and entry.state is ItemState.DONE and not layout.is_final
        if layout is None or (layout.said != said and not is_completion):
            layout = self._layouts[part] = _Layout(said, MarkdownStream(said))
        return layout


def parts_of(entry: ItemEntry, name: str, said: Sequence[str]) -> list[tuple[Part, str]]:
    """The parts of a field in order, each with what the item says of it; some are known from deltas alone."""
    indices = {index for field_name, index in entry.parts if field_name == name} | set(range(len(said)))
    return [((name, index), said[index] if 0 <= index < len(said) else "") for index in sorted(indices)]


def grown_text(entry: ItemEntry, part: Part, said: str) -> str:
    """All of a field as far as it is known."""
    return said + "".join(entry.parts.get(part, ()))


def first_line(entry: ItemEntry, part: Part, said: str) -> str:
    """The first line of a field that is not blank, read without joining all of it."""
    found = ""
    for piece in chain((said[: 2 * MAX_TITLE_CHARS],), entry.parts.get(part, ())):
        found = (found + piece).lstrip()
        if "\n" in found or len(found) > MAX_TITLE_CHARS:
            break
    return found[:MAX_TITLE_CHARS].split("\n", 1)[0].rstrip()


def last_lines(entry: ItemEntry, part: Part, said: str, max_lines: int) -> tuple[str, bool]:
    """The end of a field, at least so many of its lines if they are not very long, and whether something lies before.

    Only the last deltas are joined.
    """
    pieces: list[str] = []
    lines = chars = 0
    for piece in chain(reversed(entry.parts.get(part, [])), (said,)):
        if piece and (lines > max_lines or chars > MAX_LINE_CHARS * max_lines):
            tail = "".join(reversed(pieces))
            return tail[tail.find("\n") + 1 :], True
        pieces.append(piece)
        lines += piece.count("\n")
        chars += len(piece)
    return "".join(reversed(pieces)), False
