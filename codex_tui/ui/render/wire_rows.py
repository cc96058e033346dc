"""The rows of the wire log: columns that stand still, of which the least important go first as the pane narrows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.wire_log import Direction, MessageKind
from codex_tui.ui.render.figures import clock, format_bytes, format_duration, format_latency
from codex_tui.ui.render.text import cells, cut, cut_path, pad
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from datetime import tzinfo

    from rich.style import Style

    from codex_tui.state.wire_log import WireRecord
    from codex_tui.ui.render.palette import Palette

Places = Callable[[str], list[tuple[int, int]]]
"""Where in a shown text something stands that a filter looked for, as start and end."""
GAP = "  "
KIND_CELLS = 4
WAITING = "waiting"
LOST = "lost"
MIN_REMARK_CELLS = 8
OWN_NOTE_CELLS = 12
"""So much of the person's own note is shown even where the method must give way."""
MARKED = "●"
NOTED = "◆"

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


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row shows that the record itself does not know; `waited_s` replaces the word for what waits."""

    is_waiting: bool = False
    is_lost: bool = False
    waited_s: float | None = None
    is_marked: bool = False
    note: str = ""
    """What the person noted."""


UNREMARKABLE = RowFacts()


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
    row = Text(GAP.join(filter(None, names)), palette.muted, no_wrap=True, end="")
    row.truncate(max(0, width))
    return row


def render_wire(
    record: WireRecord,
    width: int,
    palette: Palette,
    *,
    tz: tzinfo | None,
    facts: RowFacts = UNREMARKABLE,
    places: Places | None = None,
) -> Text:
    """One message in exactly `width` cells; `places` says what of the row is highlighted."""
    columns = wire_columns(width)
    style = _message_style(record, palette, is_waiting=facts.is_waiting)
    row = Text(no_wrap=True, end="")
    if columns.time:
        row.append(clock(record.at, tz) + GAP, palette.muted)
    row.append(record.direction.value, palette.muted if record.kind is MessageKind.NOTIFICATION else style)
    row.append(pad(NOTED if facts.note else MARKED if facts.is_marked else "", len(GAP)), palette.accent)
    row.append(pad(record.kind.value, KIND_CELLS) + GAP, _kind_style(record, palette, style))
    _append_method(row, record, columns.method, style, palette, facts.note)
    _append_ids(row, record, columns, palette)
    if columns.size:
        row.append(GAP + pad(format_bytes(record.size_bytes), columns.size, "right"), palette.muted)
    if columns.latency:
        row.append(GAP + pad(_latency(record, facts), columns.latency, "right"), _latency_style(record, facts, palette))
    row.truncate(max(0, width))
    for start, end in places(row.plain) if places is not None else ():
        row.stylize(palette.match, start, end)
    return row


def _append_method(row: Text, record: WireRecord, room: int, style: Style, palette: Palette, own_note: str) -> None:
    """The method, and what there is to remark where it leaves room; first what the person noted."""
    kept = min(cells(own_note), OWN_NOTE_CELLS) + len(GAP) if own_note and room >= 2 * OWN_NOTE_CELLS else 0
    method = cut_path(record.method, room - kept) if kept else cut(record.method, room)
    row.append(method, style)
    left = room - cells(method)
    is_error = record.kind in (MessageKind.ERROR, MessageKind.MALFORMED)
    remarks = ((own_note, palette.accent), (record.note, palette.error if is_error else palette.muted))
    for remark, remark_style in remarks:
        gap = GAP if left < room else ""
        shown = cut(remark, left - len(gap)) if remark and left >= len(gap) + MIN_REMARK_CELLS else ""
        if shown:
            row.append(gap + shown, remark_style)
            left -= len(gap) + cells(shown)
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


def _latency(record: WireRecord, facts: RowFacts) -> str:
    if facts.is_lost:
        return LOST
    if facts.is_waiting:
        return WAITING if facts.waited_s is None else format_duration(facts.waited_s)
    return "" if record.latency_ms is None else format_latency(record.latency_ms)


def _latency_style(record: WireRecord, facts: RowFacts, palette: Palette) -> Style:
    """Warning is only what waits for this side."""
    if facts.is_lost:
        return palette.error
    return palette.warning if facts.is_waiting and record.direction is Direction.INBOUND else palette.muted


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
