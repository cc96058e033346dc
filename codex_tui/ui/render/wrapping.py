"""Text broken into rows by cells: wide characters, combining marks, styles and hanging indents kept together.

It is quicker than rich's own wrapping on long plain text, and a row never changes when text is added after the last.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size
from rich.text import Span, Text

from codex_tui.ui.render.characters import SINGLE_CELLS

if TYPE_CHECKING:
    from rich.style import Style

Bounds = tuple[int, int]
"""Start and end of one row in the text it was cut from."""

BoundsOf = Callable[[str, int], list[Bounds]]

ELLIPSIS = "…"

_ODD = re.compile(f"[^{SINGLE_CELLS}]")


def chars_per_row(width: int) -> int:
    """The most characters that a row may hold: one of nothing but combining marks would have no end."""
    return 6 * width + 16


def cells(text: str) -> int:
    """The width of text in terminal cells."""
    return len(text) if _ODD.search(text) is None else cell_len(text)


def wrap(text: Text, width: int) -> list[Text]:
    """Rows broken at words; the spaces at a break are swallowed, words longer than a row are broken by cells.

    The text must be visible already. An empty text is one empty row.
    """
    return _rows(text, width, word_bounds)


def fold(text: Text, width: int) -> list[Text]:
    """Rows broken by cells alone: nothing is swallowed, for code and for whatever is to be approved."""
    return _rows(text, width, fold_bounds)


def _rows(text: Text, width: int, bounds_of: BoundsOf) -> list[Text]:
    plain = squeezed(text.plain, width)
    return slices(text, plain, bounds_by_line(plain, width, bounds_of))


def squeezed(plain: str, width: int) -> str:
    """The same text, or one without wide characters where a single cell is all there is."""
    if width >= 2 or _ODD.search(plain) is None:
        return plain
    return "".join(ELLIPSIS if get_character_cell_size(character) > 1 else character for character in plain)


def bounds_by_line(plain: str, width: int, bounds_of: BoundsOf) -> list[Bounds]:
    """The bounds of all rows of a text, each of its lines broken by `bounds_of`."""
    if "\n" not in plain:
        return bounds_of(plain, width)
    bounds: list[Bounds] = []
    start = 0
    for line in plain.split("\n"):
        bounds += [(start + begin, start + end) for begin, end in bounds_of(line, width)]
        start += len(line) + 1
    return bounds


def slices(text: Text, plain: str, bounds: list[Bounds]) -> list[Text]:
    """The pieces of a text with their styles; `bounds` must be in ascending order."""
    style = text.style
    rows = [Text(plain[start:end], style) for start, end in bounds]
    if text.spans:
        starts = [start for start, _ in bounds]
        for span in text.spans:
            index = max(0, bisect_right(starts, span.start) - 1)
            while index < len(bounds) and bounds[index][0] < span.end:
                start, end = bounds[index]
                if span.start < end:
                    clipped = Span(max(span.start, start) - start, min(span.end, end) - start, span.style)
                    rows[index].spans.append(clipped)
                index += 1
    return rows


def word_bounds(line: str, width: int) -> list[Bounds]:
    """Where the rows of one line start and end when it is broken at words."""
    width = max(1, width)
    bounds: list[Bounds] = []
    position, length = 0, len(line)
    indent = length - len(line.lstrip(" "))
    odd = _odd_from(line, 0)
    while True:
        if odd < position:
            odd = _odd_from(line, position)
        if odd > min(position + width, length - 1):
            if length - position <= width:
                break
            space = line.rfind(" ", position, position + width + 1)
            end = space if space > max(position, indent) else position + width
        else:
            end = _word_end(line, position, width, indent)
            if end >= length:
                break
        following = end
        while following < length and line[following] == " ":
            following += 1
        bounds.append((position, _without_spaces(line, position, end)))
        position = following
    bounds.append((position, _without_spaces(line, position, length)))
    return bounds


def _odd_from(line: str, position: int) -> int:
    """Index of the next character whose width must be looked up."""
    found = _ODD.search(line, position)
    return len(line) + 1 if found is None else found.start()


def _without_spaces(line: str, start: int, end: int) -> int:
    while end > start and line[end - 1] == " ":
        end -= 1
    return end


def _word_end(line: str, position: int, width: int, indent: int) -> int:
    """Where the row that starts at `position` ends; a break is allowed at a space and after a wide character."""
    used = 0
    allowed = -1
    last = min(len(line), position + chars_per_row(width))
    for index in range(position, last):
        character = line[index]
        size = get_character_cell_size(character)
        if character == " " and index > max(position, indent):
            allowed = index
        if used + size > width:
            return allowed if allowed > position else max(index, position + 1)
        used += size
        if size > 1:
            allowed = index + 1
    return last


def fold_bounds(line: str, width: int) -> list[Bounds]:
    """Where the rows of one line start and end when it is broken by cells alone."""
    width = max(1, width)
    if _ODD.search(line) is None:
        return [(start, min(start + width, len(line))) for start in range(0, len(line) or 1, width)]
    bounds: list[Bounds] = []
    start = used = 0
    for index, character in enumerate(line):
        size = get_character_cell_size(character)
        if (used + size > width or index - start > chars_per_row(width)) and index > start:
            bounds.append((start, index))
            start, used = index, 0
        used += size
    bounds.append((start, len(line)))
    return bounds


def joined(first: Text, *others: Text) -> Text:
    """One text of several; the base style is that of the first."""
    whole = Text("".join(text.plain for text in (first, *others)), first.style, spans=list(first.spans))
    shift = len(first)
    for text in others:
        whole.spans += [Span(span.start + shift, span.end + shift, span.style) for span in text.spans]
        shift += len(text)
    return whole


def prefixed(rows: list[Text], first: str, rest: str, style: Style) -> list[Text]:
    """Rows with a marker before the first and a hanging indent, or bar, before the others."""
    return [_with_prefix(row, rest if index else first, style) for index, row in enumerate(rows)]


def _with_prefix(row: Text, prefix: str, style: Style) -> Text:
    prefix = prefix if row else prefix.rstrip()
    shift = len(prefix)
    spans = [Span(0, shift, style), *(Span(s.start + shift, s.end + shift, s.style) for s in row.spans)]
    return Text(prefix + row.plain, row.style, spans=spans)
