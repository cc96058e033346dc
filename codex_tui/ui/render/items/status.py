"""The facts at the right end of an item's head row: how it ended and how long it took, or how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.timeline import ItemEntry, ItemState
from codex_tui.ui.render.figures import format_latency
from codex_tui.ui.render.items.frame import Fact
from codex_tui.ui.render.text import cut

if TYPE_CHECKING:
    from codex_tui.ui.render.palette import Palette

OK = "✓"
FAILED = "✗"
RUNNING = "running"
WAITING = "waits for you"
DURATION_CELLS = 6
"""The widest usual duration, `999ms` or `2m 04s`, so that what stands left of it aligns."""


def status_fact(palette: Palette, entry: ItemEntry, status: str) -> Fact:
    """The status of an item in a word or a sign; its turn's end counts for more than a status that was never closed."""
    if entry.state is ItemState.OUTLIVES:
        return Text("runs on after its turn", palette.accent)
    match status:
        case "inProgress":
            return running_fact(palette, entry) or Text("ended with its turn", palette.muted)
        case "completed":
            return Text(OK, palette.success)
        case "failed":
            return Text(f"{FAILED} failed", palette.error)
        case _:
            return Text(cut(status, 24), palette.muted)


def running_fact(palette: Palette, entry: ItemEntry) -> Fact:
    """Whether an item still runs, or waits for the person; nothing where it does neither."""
    if entry.state is not ItemState.OPEN:
        return Text()
    return Text(WAITING, palette.warning) if entry.is_waiting else Text(RUNNING, palette.accent)


def duration_fact(palette: Palette, duration_ms: float | None) -> Fact:
    """A duration in milliseconds as a column; nothing where it is not known."""
    if duration_ms is None:
        return Text()
    # The server counts whole milliseconds, so that a zero says only that it was quick.
    words = "<1ms" if duration_ms < 1 else format_latency(duration_ms)
    return Text(words.rjust(DURATION_CELLS), palette.muted)
