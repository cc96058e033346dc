"""Rows of a JSON tree, and what stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from codex_tui.state.json_folds import TextRows, count_lines
from codex_tui.state.json_tree import JsonDocument, NodeKind
from codex_tui.ui.render.lazy_rows import text_pieces
from codex_tui.ui.render.text import ELLIPSIS, cut
from codex_tui.ui.render.wrapping import fold_bounds

if TYPE_CHECKING:
    from codex_tui.state.json_folds import JsonFolds, JsonRow
    from codex_tui.ui.render.json_search import Hit, JsonSearch
    from codex_tui.ui.render.palette import Palette

_INDENT_CELLS = 2
_MARKER_CELLS = 2
_NEAR_CHARS = 20
"""So near to the edge a place is not well in view."""
_BAR = "│ "
_BRACKETS = {NodeKind.OBJECT: "{}", NodeKind.ARRAY: "[]"}
_NOUNS = {NodeKind.OBJECT: ("key", "keys"), NodeKind.ARRAY: ("element", "elements")}


def render_json_row(
    folds: JsonFolds, row: JsonRow, width: int, palette: Palette, search: JsonSearch | None = None
) -> Text:
    """One row, at most `width` cells, with the places of a search marked."""
    node, document = row.node, folds.document
    search = search if search is not None and search.is_in(node) else None
    text = Text(" " * _indent(node.depth, width), style=palette.text)
    if row.line >= 0:
        return _text_line(text.append(_BAR, palette.faint), folds, row, width, palette, search)
    is_open = folds.is_open(node)
    text.append(("▾ " if is_open else "▸ ") if folds.can_open(node) else "  ", palette.muted)
    if node.key is not None:
        key_style = palette.accent
        if search is not None and search.has_key(node):
            key_style = palette.match if search.is_current_key(node) else hit_style(palette)
        text.append(cut(f"{document.key_text(node)}", max(4, width - text.cell_len)), key_style).append(": ")
    elif node.parent is not None and node.kind not in (NodeKind.REST, NodeKind.BAD):
        text.append(f"{node.index}: ", palette.muted)
    room = max(0, width - text.cell_len)
    if node.kind in _BRACKETS:
        return text.append_text(_container(folds, row, room, palette, is_open=is_open))
    if node.kind is NodeKind.REST:
        return text.append(cut("… more", room), palette.muted)
    if node.kind is NodeKind.BAD:
        return text.append(cut(f"not JSON: {_head(document, row, room)}", room), palette.error)
    if is_open:
        count = count_lines(document.string(node))
        return text.append(cut(f"text, {lines_said(count)}", room), palette.muted)
    # As it stands in the line, so that no text can pass for structure.
    style = palette.code if node.kind is NodeKind.SCALAR else palette.text
    return text.append_text(_value(document, row, room, palette, style, search))


def hit_style(palette: Palette) -> Style:
    """Of a place that one is not at."""
    return palette.warning + Style(underline=True)


def _text_line(
    text: Text, folds: JsonFolds, row: JsonRow, width: int, palette: Palette, search: JsonSearch | None
) -> Text:
    """A row of the text of a string, or the one that counts what is not there."""
    shown = folds.text_rows(row.node)
    room = width - text.cell_len
    if row.line >= len(shown.rows):
        return text.append(cut(f"… {lines_said(shown.left_count)} more, on a screen of its own", room), palette.muted)
    line = Text(cut_line(shown.rows[row.line], room))
    if search is not None:
        _mark(line, search.hits(row.node, shown.starts[row.line], len(line.plain)), palette)
    return text.append_text(line)


def _value(
    document: JsonDocument, row: JsonRow, room: int, palette: Palette, style: Style, search: JsonSearch | None
) -> Text:
    """As much of a value as fits; from near the place that one is at, where that would not be in view."""
    node = row.node
    start = node.start
    current = None if search is None else search.current_start(node)
    if current is not None and current - start > room - _NEAR_CHARS:
        start = max(start, current - room // 2)
    shown = Text(cut(document.text[start : min(node.end, start + 6 * room + 80)], room - (start > node.start)), style)
    if search is not None:
        _mark(shown, search.source_hits(node, start), palette)
    return shown if start == node.start else Text(ELLIPSIS, palette.muted).append_text(shown)


def _mark(text: Text, hits: list[Hit], palette: Palette) -> None:
    for hit in hits:
        text.stylize(palette.match if hit.is_current else hit_style(palette), hit.start, hit.end)


def wrap_text(text: str, depth: int, width: int, max_rows: int) -> TextRows:
    """The first rows of a string at this depth of a tree that is `width` cells wide."""
    room = max(1, width - _indent(depth, width) - len(_BAR))
    rows: list[str] = []
    starts: list[int] = []
    at = line_count = 0
    for piece in text_pieces(text, room):
        if len(rows) >= max_rows:
            return TextRows(rows, starts, count_lines(text) - line_count)
        rows += (piece.text[start:end] for start, end in piece.bounds)
        starts += (at + start for start, _ in piece.bounds)
        at += len(piece.text) + piece.is_line_end
        line_count += piece.is_line_end
    return TextRows(rows, starts, 0)


def lines_said(count: int) -> str:
    """A number of lines."""
    return f"{count:,} {'line' if count == 1 else 'lines'}"


def cut_line(line: str, width: int) -> str:
    """A line of text that was made visible for another width, or for this one."""
    start, end = fold_bounds(line, max(1, width))[0]
    return line[start:end]


def _indent(depth: int, width: int) -> int:
    return min(_INDENT_CELLS * depth, max(0, width // 3))


def _head(document: JsonDocument, row: JsonRow, room: int) -> str:
    """More of the value's text than fits."""
    start = row.node.start
    return document.text[start : min(row.node.end, start + 6 * room + 80)]


def _container(folds: JsonFolds, row: JsonRow, room: int, palette: Palette, *, is_open: bool) -> Text:
    node, document = row.node, folds.document
    members = document.members(node)
    brackets = _BRACKETS[node.kind]
    if not members:
        return Text(brackets, palette.muted)
    is_long = members[-1].kind is NodeKind.REST
    count = len(members) - is_long
    text = Text(f"{count:,}{'+' if is_long else ''} {_NOUNS[node.kind][count != 1]}", palette.muted)
    if is_open or room < text.cell_len + 8:
        return Text(f"{brackets[0]} ", palette.muted).append_text(text)
    preview = cut(_head(document, row, room), room - text.cell_len - 2)
    return Text(preview, palette.text).append("  ").append_text(text)
