"""The rows of the wire log: columns that stand still, of which the least important go first as the pane narrows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.wire_log import Direction, MessageKind
from codex_tui.ui.render.figures import clock, format_bytes, format_latency
from codex_tui.ui.render.text import cells, cut, pad
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from datetime import tzinfo

    from rich.style import Style

    from codex_tui.state.wire_log import WireRecord
    from codex_tui.ui.render.palette import Palette

GAP = "  "
KIND_CELLS = 4
WAITING = "waiting"

_OPTIONAL_COLUMNS = (
    ("latency", 7, 24),
    ("time", 12, 24),
    ("id", 6, 24),
    ("size", 7, 24),
    ("thread", 7, 36),
    ("item", 12, 44),
)
"""Name, cells, and the cells that the method must keep for the column to fit; the most important first."""


@dataclass(frozen=True, slots=True)
class WireColumns:
    """The cells of each column; 0 where it does not fit. Direction and kind are always there."""

    method: int
    time: int = 0
    id: int = 0
    thread: int = 0
    item: int = 0
    size: int = 0
    latency: int = 0


def wire_columns(width: int) -> WireColumns:
    """Which columns fit into `width` cells; the method gets what is left."""
    fixed_cells = 1 + len(GAP) + KIND_CELLS + len(GAP)
    method_cells = width - fixed_cells
    fitting: dict[str, int] = {}
    for name, column_cells, min_method_cells in _OPTIONAL_COLUMNS:
        left = method_cells - column_cells - len(GAP)
        if left < min_method_cells:
            break
        fitting[name] = column_cells
        method_cells = left
    return WireColumns(method=max(0, method_cells), **fitting)


def render_wire_header(width: int, palette: Palette) -> Text:
    """The names of the columns, standing over them."""
    columns = wire_columns(width)
    names = [
        pad("time", columns.time),
        " ",
        pad("kind", KIND_CELLS),
        pad("method", columns.method),
        pad("id", columns.id, "right"),
        pad("thread", columns.thread),
        pad("item", columns.item),
        pad("bytes", columns.size, "right"),
        pad("latency", columns.latency, "right"),
    ]
    row = Text(GAP.join(filter(None, names)), palette.faint, no_wrap=True, end="")
    row.truncate(max(0, width))
    return row


def render_wire(
    record: WireRecord,
    width: int,
    palette: Palette,
    *,
    is_waiting: bool,
    tz: tzinfo | None,
    match: str = "",
) -> Text:
    """One message in exactly `width` cells; `match` is highlighted wherever the row shows it, whatever its case."""
    columns = wire_columns(width)
    style = _message_style(record, palette, is_waiting=is_waiting)
    row = Text(no_wrap=True, end="")
    if columns.time:
        row.append(clock(record.at, tz) + GAP, palette.faint)
    row.append(record.direction.value + GAP, palette.muted if record.kind is MessageKind.NOTIFICATION else style)
    row.append(pad(record.kind.value, KIND_CELLS) + GAP, _kind_style(record, palette, style))
    _append_method(row, record, columns.method, style, palette)
    _append_ids(row, record, columns, palette)
    if columns.size:
        row.append(GAP + pad(format_bytes(record.size_bytes), columns.size, "right"), palette.muted)
    if columns.latency:
        needs_answer = is_waiting and record.direction is Direction.INBOUND
        row.append(
            GAP + pad(_latency(record, is_waiting=is_waiting), columns.latency, "right"),
            palette.warning if needs_answer else palette.muted,
        )
    row.truncate(max(0, width))
    if match:
        row.highlight_regex(re.compile(re.escape(match), re.IGNORECASE), palette.match)
    return row


def _append_method(row: Text, record: WireRecord, room: int, style: Style, palette: Palette) -> None:
    """The method, and what there is to remark where it leaves room."""
    method = cut(record.method, room)
    row.append(method, style)
    left = room - cells(method)
    gap = GAP if method else ""
    note = cut(record.note, left - len(gap)) if record.note and left >= len(gap) + 8 else ""
    if note:
        is_error = record.kind in (MessageKind.ERROR, MessageKind.MALFORMED)
        row.append(gap + note, palette.error if is_error else palette.muted)
        left -= len(gap) + cells(note)
    row.append(" " * max(0, left))


def _append_ids(row: Text, record: WireRecord, columns: WireColumns, palette: Palette) -> None:
    if columns.id:
        # A string id is quoted, because the server tells "0" from 0.
        text = f"#{record.id}" if isinstance(record.id, int) else f'"{record.id}"' if record.id is not None else ""
        row.append(GAP + pad(text, columns.id, "right"), palette.text)
    if columns.thread:
        row.append(GAP + pad(short_id(record.thread_id), columns.thread), palette.muted)
    if columns.item:
        row.append(GAP + pad(short_id(record.item_id, 5, 6), columns.item), palette.muted)


def _latency(record: WireRecord, *, is_waiting: bool) -> str:
    if is_waiting:
        return WAITING
    return "" if record.latency_ms is None else format_latency(record.latency_ms)


def _message_style(record: WireRecord, palette: Palette, *, is_waiting: bool) -> Style:
    """Warning is what waits for the person; notes only describe; the rest is plain."""
    match record.kind:
        case MessageKind.ERROR | MessageKind.MALFORMED:
            return palette.error
        case MessageKind.NOTIFICATION:
            return palette.muted
        case MessageKind.REQUEST if is_waiting and record.direction is Direction.INBOUND:
            return palette.warning
        case _:
            return palette.text


def _kind_style(record: WireRecord, palette: Palette, style: Style) -> Style:
    match record.kind:
        case MessageKind.RESULT:
            return palette.success
        case MessageKind.REQUEST if record.direction is Direction.OUTBOUND:
            return palette.accent
        case _:
            return style
