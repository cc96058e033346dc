"""Rows of a JSON tree, and what stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.json_tree import JsonDocument, NodeKind
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.render.wrapping import fold_bounds

if TYPE_CHECKING:
    from codex_tui.state.json_folds import JsonFolds, JsonRow
    from codex_tui.ui.render.palette import Palette

_INDENT_CELLS = 2
_MARKER_CELLS = 2
_BAR = "│ "
_BRACKETS = {NodeKind.OBJECT: "{}", NodeKind.ARRAY: "[]"}
_NOUNS = {NodeKind.OBJECT: ("key", "keys"), NodeKind.ARRAY: ("element", "elements")}


def render_json_row(folds: JsonFolds, row: JsonRow, width: int, palette: Palette, *, is_found: bool = False) -> Text:
    """One row, at most `width` cells."""
    node, document = row.node, folds.document
    text = Text(" " * _indent(node.depth, width), style=palette.text)
    if row.line >= 0:
        text.append(_BAR, palette.faint)
        return text.append(cut_line(folds.lines(node)[row.line], width - text.cell_len))
    is_open = folds.is_open(node)
    text.append(("▾ " if is_open else "▸ ") if folds.can_open(node) else "  ", palette.muted)
    key_style = palette.match if is_found else palette.accent
    if node.key is not None:
        text.append(cut(f"{document.key_text(node)}", max(4, width - text.cell_len)), key_style).append(": ")
    elif node.parent is not None and node.kind not in (NodeKind.REST, NodeKind.BAD):
        text.append(f"{node.index}", palette.match if is_found else palette.muted).append(": ", palette.muted)
    room = max(0, width - text.cell_len)
    if node.kind in _BRACKETS:
        return text.append_text(_container(folds, row, room, palette, is_open=is_open))
    if node.kind is NodeKind.REST:
        return text.append(cut("… more", room), palette.muted)
    if node.kind is NodeKind.BAD:
        return text.append(cut(f"not JSON: {_head(document, row, room)}", room), palette.error)
    if node.kind is NodeKind.SCALAR:
        return text.append(cut(_head(document, row, room), room), palette.code)
    if is_open:
        return text.append(cut(f"text, {len(folds.lines(node)):,} lines", room), palette.muted)
    # As it stands in the line, so that no text can pass for structure.
    return text.append(cut(_head(document, row, room), room))


def wrap_text(text: str, depth: int, width: int) -> list[str]:
    """The visible lines of a string at this depth of a tree that is `width` cells wide."""
    room = max(1, width - _indent(depth, width) - len(_BAR))
    return folded_lines(text, room)


def folded_lines(text: str, width: int) -> list[str]:
    """A text made visible and broken by cells alone."""
    return [line[start:end] for line in visible(text).split("\n") for start, end in fold_bounds(line, width)]


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
