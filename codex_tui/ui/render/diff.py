"""File changes to rows: line numbers, signs, and the words that changed within a line.

Only the rows that are asked for are built, so that a patch of any length costs what its visible part costs.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from codex_tui.ui.render.change_counts import count_facts
from codex_tui.ui.render.diff_lines import DiffLine, LineKind, diff_counts, diff_lines, parse_unified
from codex_tui.ui.render.figures import format_count
from codex_tui.ui.render.lazy_rows import LazyRows
from codex_tui.ui.render.text import cells, chars_per_row, cut, cut_path, fold, pad, visible, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.ui.render.palette import Palette

__all__ = [
    "DiffLine",
    "diff_counts",
    "diff_lines",
    "lazy_lines",
    "parse_unified",
    "render_diff",
    "render_lines",
    "render_side_by_side",
]

SIDE_BY_SIDE_CELLS = 100
"""Narrowest width at which two columns are of use."""

_MIN_TEXT_CELLS = 16
_MIN_SIGNED_CELLS = 4
_MAX_COMPARED_CHARS = 1000
_MAX_COMPARED_WORDS = 150
_SIGNS: dict[LineKind, str] = {"context": " ", "added": "+", "removed": "−", "hunk": " ", "note": " "}
_FILE_SIGNS = {"add": "+", "delete": "−"}
_DIVIDER = " │ "
_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)


def render_diff(
    path: str, kind: str, diff: str, width: int, palette: Palette, *, max_rows: int | None = None
) -> list[Text]:
    """A title with path and counts, then the rows of one file change; the last row counts what `max_rows` cuts off."""
    lines = diff_lines(kind, diff)
    rows = [_title_row(path, kind, lines, width, palette)]
    if not lines:
        rows.append(Text("empty file"[:width], palette.muted))
    painter = _Painter(lines, width, palette)
    for index in range(len(lines)):
        room = None if max_rows is None else max_rows - len(rows)
        found = painter.rows(index, room)
        is_last = index == len(lines) - 1
        if room is not None and len(found) + (not is_last) > room:
            rows = [*rows, *found][: max(0, len(rows) + room - 1)]
            rows.append(_more_row(len(lines) - index, width, palette))
            break
        rows += found
    return rows if max_rows is None else rows[: max(0, max_rows)]


def render_lines(
    lines: Sequence[DiffLine], width: int, palette: Palette, *, offset: int = 0, limit: int | None = None
) -> list[Text]:
    """The rows of `limit` lines from `offset` on."""
    painter = _Painter(lines, width, palette)
    stop = len(lines) if limit is None else min(len(lines), offset + limit)
    return [row for index in range(offset, stop) for row in painter.rows(index)]


def lazy_lines(lines: Sequence[DiffLine], width: int, palette: Palette) -> LazyRows:
    """The rows of all lines, each drawn when it comes into view."""
    painter = _Painter(lines, width, palette)
    return LazyRows(map(painter.height, range(len(lines))), painter.rows)


def render_side_by_side(
    lines: Sequence[DiffLine], width: int, palette: Palette, *, offset: int = 0, limit: int | None = None
) -> list[Text]:
    """The old file on the left, the new one on the right; below `SIDE_BY_SIDE_CELLS` the same as `render_lines`."""
    if width < SIDE_BY_SIDE_CELLS:
        return render_lines(lines, width, palette, offset=offset, limit=limit)
    half = (width - len(_DIVIDER)) // 2
    whole, halves = _Painter(lines, width, palette), _Painter(lines, half, palette)
    stop = len(lines) if limit is None else min(len(lines), offset + limit)
    rows: list[Text] = []
    for index in range(offset, stop):
        line = lines[index]
        if line.kind in ("hunk", "note"):
            rows += whole.rows(index)
        elif line.kind == "context":
            rows += _joined(halves.rows(index, is_old=True), halves.rows(index), half, palette)
        elif line.kind == "removed":
            rows += _joined(
                halves.rows(index), [] if line.partner is None else halves.rows(line.partner), half, palette
            )
        elif line.partner is None:
            rows += _joined([], halves.rows(index), half, palette)
    return rows


def _joined(left: list[Text], right: list[Text], half: int, palette: Palette) -> list[Text]:
    rows: list[Text] = []
    for before, after in zip_longest(left, right):
        row = Text(style=palette.text)
        if before is not None:
            row.append_text(before)
        row.append(" " * (half - cells(row.plain)))
        row.append(_DIVIDER, palette.faint)
        rows.append(row if after is None else row.append_text(after))
    return rows


class _Painter:
    """Rows of the lines of one diff at one width."""

    def __init__(self, lines: Sequence[DiffLine], width: int, palette: Palette) -> None:
        self._lines = lines
        self._width = max(1, width)
        self._palette = palette
        digits = len(str(max((line.number or 0 for line in lines), default=0)))
        self._number_cells = digits if width >= digits + 3 + _MIN_TEXT_CELLS else 0
        self._styles: dict[LineKind, Style] = {
            "context": palette.text,
            "added": palette.added,
            "removed": palette.removed,
            "hunk": palette.muted,
            "note": palette.muted,
        }

    def rows(self, index: int, max_rows: int | None = None, *, is_old: bool = False) -> list[Text]:
        """Rows of one line, at least one more than `max_rows` if there are that many; `is_old` numbers it as before."""
        line = self._lines[index]
        if line.kind in ("hunk", "note"):
            return wrap(Text(visible(line.text, keep_newlines=False), self._palette.muted), self._width)
        prefix, room = self._prefix_and_room(line, is_old=is_old)
        gutter_cells = self._number_cells + 1 if self._number_cells else 0
        text = line.text if max_rows is None else line.text[: (max_rows + 1) * chars_per_row(room)]
        rows = fold(self._styled(text, line), room)
        return [
            self._with_gutter(row, prefix if at == 0 else " " * len(prefix), gutter_cells)
            for at, row in enumerate(rows)
        ]

    def height(self, index: int) -> int:
        """How many rows a line has; without what only its look needs."""
        line = self._lines[index]
        if line.kind in ("hunk", "note"):
            return len(self.rows(index))
        _, room = self._prefix_and_room(line, is_old=False)
        return len(fold(Text(_plain(line.text)), room))

    def _prefix_and_room(self, line: DiffLine, *, is_old: bool) -> tuple[str, int]:
        number = line.old_number if is_old else line.number
        gutter = f"{'' if number is None else number:>{self._number_cells}} " if self._number_cells else ""
        prefix = f"{gutter}{_SIGNS[line.kind]} " if self._width > _MIN_SIGNED_CELLS else ""
        return prefix, max(1, self._width - len(prefix))

    def _styled(self, text: str, line: DiffLine) -> Text:
        """The visible text of a line, with what differs from its partner marked."""
        styled = Text(_plain(text), self._styles[line.kind])
        if line.partner is None:
            return styled
        other = self._lines[line.partner].text
        style = self._palette.added_word if line.kind == "added" else self._palette.removed_word
        for start, end in changed_ranges(styled.plain, _plain(other)):
            styled.stylize(style, start, end)
        return styled

    def _with_gutter(self, row: Text, prefix: str, gutter_cells: int) -> Text:
        """The row behind its number and sign, filled up where the style has a background."""
        style = row.style
        whole = Text(prefix, style)
        whole.append_text(row)
        if gutter_cells:
            whole.stylize(self._palette.muted, 0, gutter_cells)
        if isinstance(style, Style) and style.bgcolor is not None:
            whole.pad_right(self._width - cells(whole.plain))
        return whole


def _plain(text: str) -> str:
    """A line as it is shown."""
    return visible(text.expandtabs(4), keep_newlines=False)


def changed_ranges(text: str, other: str) -> list[tuple[int, int]]:
    """The parts of a line, in whole words, that another line does not have; none if too little is alike."""
    if text == other or max(len(text), len(other)) > _MAX_COMPARED_CHARS:
        return []
    words, others = _WORD.findall(text), _WORD.findall(other)
    if max(len(words), len(others)) > _MAX_COMPARED_WORDS:
        return []
    ends = list(accumulate(map(len, words), initial=0))
    ranges: list[tuple[int, int]] = []
    changed_chars = 0
    for operation, start, end, _, _ in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if operation in ("replace", "delete"):
            ranges.append((ends[start], ends[end]))
            changed_chars += len(text[ends[start] : ends[end]].strip())
    is_alike = 2 * changed_chars <= len(text.strip())
    return ranges if is_alike else []


def _title_row(path: str, kind: str, lines: Sequence[DiffLine], width: int, palette: Palette) -> Text:
    kinds = [line.kind for line in lines]
    (counts,) = count_facts([(kinds.count("added"), kinds.count("removed"))], palette)
    row = Text(style=palette.strong)
    room = width - len("±   ") - len(counts)
    if room < _MIN_TEXT_CELLS // 2:
        return row.append(cut_path(path, width))
    row.append(f"{_FILE_SIGNS.get(kind, '±')} ", palette.accent)
    row.append(pad(cut_path(path, room), room))
    return row.append("  ").append_text(counts)


def _more_row(line_count: int, width: int, palette: Palette) -> Text:
    noun = "line" if line_count == 1 else "lines"
    return Text(cut(f"… {format_count(line_count)} more {noun}", width), palette.muted)
