"""One run of the `wire_log` benchmark in a process of its own: `python -m benchmarks.wire_log_subject FOLDER`.

The app is made as for the dashboard, so that its memory counts, and its log is fed as `fold` feeds it.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.figures import percentile
from benchmarks.usage import memory_mb
from benchmarks.wire_traffic import messages
from codex_tui.runtime.spool import open_spool
from codex_tui.state.events import StateEvent
from codex_tui.state.intents import Intent
from codex_tui.state.model import Model
from codex_tui.state.wire_log import WireLog, WireRecord
from codex_tui.state.wire_query import parse_query
from codex_tui.state.wire_view import WireView
from codex_tui.ui.app import AppOptions, CodexTuiApp
from codex_tui.ui.widgets.wire_table import SCAN_BUDGET_S

MILLION = 1_000_000
MOST = 5 * MILLION
BATCH = 5_000
APPEND_COUNTS = (10_000, 100_000, MILLION)
FILTERS = (("method", "method:thread/*"), ("regular expression", r"/\"delta\":\"[^\"]*benchmark/"))
ALL_BUT_SOME = "kind:note"
SCREEN_ROWS = 40
SCREENS = 20

Row = tuple[str, str, float]
"""A figure's name, its unit, and its value."""


class NoServer:
    """Fits `codex_tui.ui.backend.Backend`; says nothing."""

    def submit(self, intent: Intent) -> None:
        """Nobody is there."""

    def drain(self, limit: int) -> list[StateEvent]:
        """Nothing came."""
        return []

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Nothing will come."""


def fed(model: Model, source: Iterator[WireRecord], blocks_ms: list[float]) -> float:
    """Append a batch as `fold` does; the microseconds a message, and to `blocks_ms` those that wrote to the spool."""
    records = list(islice(source, BATCH))
    log = model.wire_log
    spent_s = 0.0
    for record in records:
        first_seq_before = log.memory_first_seq
        before_s = time.perf_counter()
        log.append(record)
        model.wire_stats.add(record)
        append_s = time.perf_counter() - before_s
        spent_s += append_s
        if log.memory_first_seq > first_seq_before:
            blocks_ms.append(append_s * 1e3)
    return spent_s / BATCH * 1e6


def measured(folder: Path) -> Iterator[Row]:
    """All figures of a run, in the order of the table."""
    app = CodexTuiApp(NoServer(), AppOptions(open_archive=partial(open_spool, folder=folder)))
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    model, source, blocks_ms = app.model, messages(), list[float]()
    log = model.wire_log
    yield "wire log, memory before", "MB", memory_mb("self")[0]
    while log.next_seq < MILLION:
        cost_us = fed(model, source, blocks_ms)
        if log.next_seq in APPEND_COUNTS:
            yield f"wire log, append after {log.next_seq:,}", "µs", cost_us
    yield "wire log, block to the spool, p50", "ms", percentile(blocks_ms, 50)
    yield "wire log, block to the spool, p99", "ms", percentile(blocks_ms, 99)
    yield f"wire log, memory after {MILLION:,}", "MB", memory_mb("self")[0]
    for name, text in FILTERS:
        yield f"wire log, filter {MILLION:,} by {name}", "s", filtered_s(log, text)
    yield "wire log, a screenful far back, worst", "ms", max(screenfuls_ms(log))
    while log.next_seq < MOST:
        fed(model, source, blocks_ms)
    yield f"wire log, memory after {MOST:,}", "MB", memory_mb("self")[0]
    yield f"wire log, filter {MOST:,} by kind, most match", "s", filtered_s(log, ALL_BUT_SOME)
    yield "wire log, peak memory of all that", "MB", memory_mb("self")[1]


def filtered_s(log: WireLog, text: str) -> float:
    """Seconds until a filter has looked at everything, in slices as the screen gives it."""
    view = WireView(log, parse_query)
    before_s = time.perf_counter()
    view.set_filter(text)
    while view.work(SCAN_BUDGET_S):
        pass
    spent_s = time.perf_counter() - before_s
    if not 0 < len(view) < len(log):
        raise AssertionError(f"{text} admits {len(view)} of {len(log)} messages")
    return spent_s


def screenfuls_ms(log: WireLog) -> Iterator[float]:
    """Milliseconds to read the rows of a screen at several places, none of which was read before."""
    for place in range(SCREENS):
        first_seq = place * log.memory_first_seq // SCREENS
        before_s = time.perf_counter()
        for seq in range(first_seq, first_seq + SCREEN_ROWS):
            if log.get(seq) is None:
                raise AssertionError(f"message {seq} is not there")
        yield (time.perf_counter() - before_s) * 1e3


if __name__ == "__main__":
    print(json.dumps(list(measured(Path(sys.argv[1])))))
