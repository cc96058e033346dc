"""Markdown tables to rows: columns aligned to the cell and squeezed to the width there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Span, Text

from codex_tui.ui.render.markdown_inline import inline_text
from codex_tui.ui.render.text import cells, prefixed, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from codex_tui.ui.render.palette import Palette

_GAP = "  "
_EMPTY = Text()
_MIN_COLUMN_CELLS = 4


@dataclass(frozen=True, slots=True)
class _Cell:
    text: Text
    align: str


def table_rows(tokens: Sequence[Token], width: int, palette: Palette) -> list[Text]:
    """Rows of a table; where its columns would get too narrow, each record becomes a list of `heading: value`."""
    header, *records = _cells(tokens, palette)
    if not header:
        return []
    available = width - len(_GAP) * (len(header) - 1)
    columns = zip(header, *records, strict=True)
    natural = [max(1, *(_widest(cell.text) for cell in column)) for column in columns]
    if available < sum(min(_MIN_COLUMN_CELLS, cells_wide) for cells_wide in natural):
        return _stacked(header, records, width, palette)
    widths = _squeezed_widths(natural, available)
    rows = _record_rows(header, widths, palette)
    for row in rows:
        row.stylize(palette.strong)
    rows.append(Text(_GAP.join("─" * column for column in widths), palette.faint))
    for record in records:
        rows += _record_rows(record, widths, palette)
    return rows


def _cells(tokens: Sequence[Token], palette: Palette) -> list[list[_Cell]]:
    """The header and the records; markdown-it has already given each record as many cells as the header."""
    records: list[list[_Cell]] = []
    align = ""
    for token in tokens:
        if token.type == "tr_open":
            records.append([])
        elif token.type in ("th_open", "td_open"):
            align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        elif token.type == "inline":
            records[-1].append(_Cell(inline_text(token.content, palette), align))
    return records


def _widest(text: Text) -> int:
    return max(cells(line) for line in text.plain.split("\n"))


def _squeezed_widths(natural: list[int], available: int) -> list[int]:
    """Column widths that fit: narrow columns keep theirs, the wide ones share what is left."""
    widths = list(natural)
    open_columns = sorted(range(len(widths)), key=natural.__getitem__)
    left = available
    while open_columns:
        share = max(1, left // len(open_columns))
        column = open_columns.pop(0)
        widths[column] = min(natural[column], share)
        left -= widths[column]
    return widths


def _record_rows(record: list[_Cell], widths: list[int], palette: Palette) -> list[Text]:
    columns = [wrap(cell.text, column) for cell, column in zip(record, widths, strict=True)]
    rows: list[Text] = []
    for index in range(max(map(len, columns))):
        plain = ""
        spans: list[Span] = []
        for cell, column, lines in zip(record, widths, columns, strict=True):
            line = lines[index] if index < len(lines) else _EMPTY
            missing = max(0, column - cells(line.plain))
            left = {"right": missing, "center": missing // 2}.get(cell.align, 0)
            plain += _GAP * bool(plain) + " " * left
            spans += [Span(len(plain) + span.start, len(plain) + span.end, span.style) for span in line.spans]
            plain += line.plain + " " * (missing - left)
        rows.append(Text(plain, palette.text, spans=spans))
    return rows


def _stacked(header: list[_Cell], records: list[list[_Cell]], width: int, palette: Palette) -> list[Text]:
    rows: list[Text] = []
    for record in records or [header]:
        if rows:
            rows.append(Text("─" * min(width, 8), palette.faint))
        for name, cell in zip(header, record, strict=True):
            label = Text(style=palette.text).append(name.text.plain, palette.strong)
            if records:
                label.append(": ").append_text(cell.text)
            rows += wrap(label, width)
    return prefixed(rows, "", "", palette.text)
