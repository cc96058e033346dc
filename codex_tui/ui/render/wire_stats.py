"""The statistics of the wire log as tables and plots."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.joins import thread_title
from codex_tui.state.wire_log import Direction
from codex_tui.state.wire_stats import OTHERS, RING_SECONDS, Tally, WireStats
from codex_tui.ui.render.bars import BLOCKS, bar_rows, summed
from codex_tui.ui.render.figures import clock, format_bytes, format_count, format_latency
from codex_tui.ui.render.stat_tables import Column, Row, Sorting, Table, sorted_table
from codex_tui.ui.render.text import cut
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from datetime import tzinfo

    from codex_tui.state.model import Model
    from codex_tui.ui.render.palette import Palette

PLOT_ROWS = 4
SCALE_CELLS = 8


class Section(StrEnum):
    """What can be looked at."""

    METHODS = "Methods"
    THREADS = "Threads"
    LATENCIES = "Latencies"
    LARGEST = "Largest"
    SECONDS = "Seconds"


_COUNTS = (
    Column("messages", 9),
    Column("bytes", 8),
    Column("mean", 8, 2),
    Column("in", 9, 1),
    Column("out", 9, 1),
)
COLUMNS: dict[Section, tuple[Column, ...]] = {
    Section.METHODS: (Column("method", 0, is_number=False), *_COUNTS),
    Section.THREADS: (Column("thread", 0, is_number=False), Column("id", 7, 3, is_number=False), *_COUNTS),
    Section.LATENCIES: (
        Column("asker", 6, is_number=False),
        Column("method", 0, is_number=False),
        Column("answers", 8),
        Column("errors", 6, 2),
        Column("mean", 7, 3),
        Column("p50", 7),
        Column("p95", 7),
        Column("p99", 7, 1),
        Column("max", 7),
    ),
    Section.LARGEST: (
        Column("bytes", 8),
        Column("time", 12, 1, is_number=False),
        Column("kind", 6, 2, is_number=False),
        Column("method", 0, is_number=False),
        Column("thread", 7, 3, is_number=False),
    ),
}
FIRST_SORTING: dict[Section, Sorting] = {
    Section.METHODS: Sorting(1),
    Section.THREADS: Sorting(2),
    Section.LATENCIES: Sorting(2),
    Section.LARGEST: Sorting(0),
}


def table_for(section: Section, model: Model, tz: tzinfo | None, sorting: Sorting) -> Table:
    """The table of a section, which must not be `SECONDS`."""
    return sorted_table(COLUMNS[section], _ROWS[section](model, tz), sorting)


def _method_rows(model: Model, tz: tzinfo | None) -> list[Row]:
    return [
        Row((name or "(no method)", *_counts_shown(tally)), (name, *_counts_order(tally)), name)
        for name, tally in model.wire_stats.methods.items()
    ]


def _thread_rows(model: Model, tz: tzinfo | None) -> list[Row]:
    rows = []
    for thread_id, tally in model.wire_stats.threads.items():
        title = {"": "(no thread)", OTHERS: "(all others)"}.get(thread_id) or thread_title(model, thread_id)
        shown = (title, short_id(thread_id), *_counts_shown(tally))
        rows.append(Row(shown, (title, thread_id, *_counts_order(tally)), thread_id))
    return rows


def _counts_shown(tally: Tally) -> tuple[str, ...]:
    return (
        format_count(tally.count),
        format_bytes(tally.size_bytes),
        format_bytes(round(tally.size_bytes / max(1, tally.count))),
        format_count(tally.in_count),
        format_count(tally.out_count),
    )


def _counts_order(tally: Tally) -> tuple[float, ...]:
    mean = tally.size_bytes / max(1, tally.count)
    return (tally.count, tally.size_bytes, mean, tally.in_count, tally.out_count)


def _latency_rows(model: Model, tz: tzinfo | None) -> list[Row]:
    rows = []
    for (asker, method), latencies in model.wire_stats.latencies.items():
        figures = (latencies.mean_ms, *map(latencies.percentile_ms, (0.5, 0.95, 0.99)), latencies.max_ms)
        who = "client" if asker is Direction.OUTBOUND else "server"
        shown = (who, method, format_count(latencies.count), format_count(latencies.error_count, is_short=True))
        order = (who, method, latencies.count, latencies.error_count)
        rows.append(Row((*shown, *map(format_latency, figures)), (*order, *figures), method))
    return rows


def _largest_rows(model: Model, tz: tzinfo | None) -> list[Row]:
    rows = []
    for large in model.wire_stats.largest:
        kind, time = f"{large.direction} {large.kind}", clock(large.at, tz)
        shown = (format_bytes(large.size_bytes), time, kind, large.method, short_id(large.thread_id))
        rows.append(Row(shown, (large.size_bytes, large.at, kind, large.method, large.thread_id), large.seq))
    return rows


_ROWS: dict[Section, Callable[[Model, tzinfo | None], list[Row]]] = {
    Section.METHODS: _method_rows,
    Section.THREADS: _thread_rows,
    Section.LATENCIES: _latency_rows,
    Section.LARGEST: _largest_rows,
}


def plot_rows(stats: WireStats, now: float, width: int, palette: Palette, glyphs: str = BLOCKS) -> list[Text]:
    """Messages and bytes of the last seconds, one column each, and messages of the last hour.

    Where nothing came for longer than that, as in a replay, the newest message is the end.
    """
    newest = stats.seconds.newest
    until = int(now)
    if newest is not None and not until - RING_SECONDS < newest <= until:
        until = newest
    cells = max(1, min(RING_SECONDS, width - SCALE_CELLS - 1))
    recent = list(stats.seconds.last(cells, until))
    per_column = -(-RING_SECONDS // cells)
    hour = summed([count for count, _ in stats.seconds.last(RING_SECONDS, until)], per_column)
    counts, sizes = [count for count, _ in recent], [size for _, size in recent]
    rows = _plot(f"Messages a second, last {cells} s", counts, format_count, width, palette, glyphs)
    rows += _plot(f"Bytes a second, last {cells} s", sizes, format_bytes, width, palette, glyphs)
    rows += _plot(f"Messages in {per_column} s, last hour", hour, format_count, width, palette, glyphs)
    return rows


def _plot(
    title: str, values: list[int], shown: Callable[[int], str], width: int, palette: Palette, glyphs: str
) -> list[Text]:
    """A title with the figures, and the bars with their scale on the left."""
    mean = round(sum(values) / max(1, len(values)))
    facts = f"   now {shown(values[-1])} · mean {shown(mean)} · most {shown(max(values))}"
    head = Text(cut(title + facts, width), palette.text)
    head.stylize(palette.muted, min(len(title), len(head)))
    bars = bar_rows(values, PLOT_ROWS, glyphs)
    scale = {0: shown(max(values)), PLOT_ROWS - 1: "0"}
    rows = [head]
    for number, bar in enumerate(bars):
        row = Text(f"{scale.get(number, ''):>{SCALE_CELLS}} ", palette.faint, no_wrap=True, end="")
        # The newest stands at the right edge in every plot.
        rows.append(row.append(bar.rjust(max(0, width - SCALE_CELLS - 1)), palette.accent))
    return [*rows, Text()]
