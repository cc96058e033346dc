"""A thread of 10,000 items: opened from the real server, and scrolled from its end to its beginning."""

from __future__ import annotations

from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, median_figure, percentile
from benchmarks.peers.raw_reader import RawReader
from benchmarks.program import Program
from benchmarks.terminal import ScreenTimeout, Terminal
from benchmarks.usage import memory_mb
from benchmarks.world import World

TURNS, ITEMS_PER_TURN = 20, 500
LAST_TEXT = f"Message {ITEMS_PER_TURN} of {ITEMS_PER_TURN}."
FIRST_RULE = "turn 1 ──"
F2, F3, PAGE_UP = "\x1bOQ", "\x1bOR", "\x1b[5~"
PAGE_TIMEOUT_S = 10.0
SETTLING_S = 0.03


def run(context: Context) -> list[Figure]:
    """Seconds until its end is shown, milliseconds from each page key to the page, and resident megabytes.

    For codex-tui alone: the Codex TUI has no way to page through a thread that it has not resumed.
    """
    figures: list[Figure] = []
    for program in context.programs:
        if program.name != OURS:
            continue
        runs = [_read_all(program, context.world) for _ in range(context.runs)]
        for (name, unit), values in zip(FIGURES, zip(*runs, strict=True), strict=True):
            figures.append(median_figure(f"10,000 items, {name}", program.name, unit, values))
    return figures


FIGURES = (
    ("open", "s"),
    ("page, p50", "ms"),
    ("page, p95", "ms"),
    ("page, max", "ms"),
    ("pages", ""),
    ("own memory at the end", "MB"),
)


def _read_all(program: Program, world: World) -> tuple[float, ...]:
    world.reset()
    with RawReader(world.codex_bin, world.env, world.cwd) as reader:
        thread_id = reader.start_thread()
        for _ in range(TURNS):
            reader.play(f"scenario:items {ITEMS_PER_TURN}", thread_id)
    with Terminal(program.command, world.env, world.cwd) as terminal:
        terminal.wait_for(lambda screen: "scenario:items" in screen.text(), "the list of threads")
        terminal.press(F2 + "g")
        opened_s = terminal.press("\r")
        shown_s = terminal.wait_for(lambda screen: LAST_TEXT in screen.text(), "the end of the thread")
        pages_ms = _scroll_to_start(terminal)
        columns = (percentile(pages_ms, 50), percentile(pages_ms, 95), max(pages_ms), float(len(pages_ms)))
        return shown_s - opened_s, *columns, memory_mb(terminal.pid)[0]


def _scroll_to_start(terminal: Terminal) -> list[float]:
    """Raises ScreenTimeout where a page does not come."""
    pages_ms: list[float] = []
    terminal.press(F3)
    while FIRST_RULE not in terminal.screen.text():
        shown = _stream_rows(terminal)
        pressed_s = terminal.press(PAGE_UP)
        try:
            drawn_s = terminal.wait_for(lambda screen: _stream_rows(terminal) != shown, "a page", PAGE_TIMEOUT_S)  # noqa: B023
        except ScreenTimeout as timeout:
            raise ScreenTimeout(f"after {len(pages_ms)} pages: {timeout}") from timeout
        pages_ms.append((drawn_s - pressed_s) * 1000)
        # A page may come in two writes.
        terminal.read_for(SETTLING_S)
    return pages_ms


def _stream_rows(terminal: Terminal) -> list[str]:
    """The middle of the screen, where the item stream is, without clocks and counts."""
    return [row[34:90] for row in terminal.screen.text().split("\n")[2:24]]
