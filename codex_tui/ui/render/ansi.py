"""Output of commands to rows: colours are honoured where the palette has any, nothing else that a terminal obeys is.

Cursor movement, titles, links and the clipboard are dropped; a line that was overwritten shows its last state.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Span, Text

from codex_tui.ui.render.sgr import NO_PEN, Pen, changed_pen, pen_style
from codex_tui.ui.render.text import cells, fold, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.ui.render.palette import Palette

_TAB_CELLS = 8
_LOOKBACK_CHARS = 4096
_LONG_LINE_CHARS = 65_536
"""Of longer lines a tail shows the end only."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_SEQUENCE = re.compile(
    r"\x1b\[(?P<sgr>[0-9;:]*)m"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # other control sequences
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\n]*(?:\x07|\x1b\\|\x9c)"  # titles, links, clipboard
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)


def render_output(text: str, width: int, palette: Palette, *, tail: int | None = None) -> list[Text]:
    """Rows of a command's output, long lines folded; with `tail` only the last rows, at the cost of those."""
    text = text.removesuffix("\n")
    if tail is not None and tail <= 0:
        return []
    width = max(1, width)
    start = 0 if tail is None else _tail_start(text, tail)
    pen = _pen_before(text, start)
    rows: list[Text] = []
    for line in text[start:].split("\n"):
        if tail is not None and len(line) > _LONG_LINE_CHARS:
            # A multiple of the width, so that the rows of a growing line stay where they are.
            line = line[(len(line) - _LONG_LINE_CHARS) // (64 * width) * 64 * width :]
        styled, pen = _styled_line(line, pen, palette)
        rows += fold(styled, width)
    return rows if tail is None else rows[-tail:]


def _tail_start(text: str, line_count: int) -> int:
    """Index at which the last lines begin."""
    start = len(text)
    for _ in range(line_count):
        start = text.rfind("\n", 0, start)
        if start < 0:
            return 0
    return start + 1


def _pen_before(text: str, end: int) -> Pen:
    """The colours set shortly before a place; what was set long before is taken for forgotten."""
    pen = NO_PEN
    for match in _SEQUENCE.finditer(text, max(0, end - _LOOKBACK_CHARS), end):
        if match["sgr"] is not None:
            pen = changed_pen(pen, match["sgr"])
    return pen


def _styled_line(line: str, first_pen: Pen, palette: Palette) -> tuple[Text, Pen]:
    """One line, and the pen with which the next one begins."""
    if first_pen == NO_PEN and _CONTROL.search(line) is None:
        return Text(visible(line), palette.text), first_pen
    has_color = bool(palette.syntax_theme)
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    is_overwritten = False
    for piece, pen in _pieces(line, first_pen):
        for is_next, segment in enumerate(piece.split("\r")):
            is_overwritten = is_overwritten or bool(is_next)
            if not segment:
                continue
            if is_overwritten:
                parts, spans, length, is_overwritten = [], [], 0, False
            shown = visible(_expanded(_backspaced(segment), cells("".join(parts)) if "\t" in segment else 0))
            if has_color and pen != NO_PEN:
                spans.append(Span(length, length + len(shown), pen_style(pen, is_dark=palette.is_dark)))
            parts.append(shown)
            length += len(shown)
    return Text("".join(parts), palette.text, spans=spans), pen


def _pieces(line: str, pen: Pen) -> Iterator[tuple[str, Pen]]:
    """The text between the sequences with the pen it is written in; last an empty piece with the pen left over."""
    position = 0
    for match in _SEQUENCE.finditer(line):
        yield line[position : match.start()], pen
        if match["sgr"] is not None:
            pen = changed_pen(pen, match["sgr"])
        position = match.end()
    yield line[position:], pen


def _backspaced(segment: str) -> str:
    """Text in which a backspace has taken back the character before it."""
    if "\b" not in segment:
        return segment
    kept: list[str] = []
    for character in segment:
        if character != "\b":
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)


def _expanded(segment: str, column: int) -> str:
    """Tabs as spaces up to the next stop, for text that begins in `column`."""
    if "\t" not in segment:
        return segment
    lead = column % _TAB_CELLS
    return (" " * lead + segment).expandtabs(_TAB_CELLS)[lead:]
