"""16 threads that stream at once: what the program itself uses while all of them come in."""

from __future__ import annotations

import re
import time

from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, median_figure
from benchmarks.peers import raw_reader
from benchmarks.peers.raw_reader import RawReader
from benchmarks.program import Program, send
from benchmarks.usage import cpu_s, memory_mb
from benchmarks.world import World

THREADS = 16
DELTAS_PER_S = 200
"""Of each thread, so that together they are as fast as the one stream of the other benchmarks."""
WINDOW_S = 5.0
CTRL_N = "\x0e"
EMPTY_COMPOSER = "Type a message"


def run(context: Context) -> list[Figure]:
    """Own CPU in percent of one core, and resident megabytes; not for the Codex TUI, which streams one thread."""
    figures = []
    name = f"{THREADS} threads streaming, own"
    if context.has_raw_reader:
        cpus_percent = [_read_raw(context.world) for _ in range(context.runs)]
        figures.append(median_figure(f"{name} CPU", raw_reader.NAME, "%", cpus_percent))
    for program in context.programs:
        if program.name != OURS:
            continue
        columns = zip(*(_watch(program, context.world) for _ in range(context.runs)), strict=True)
        for (quantity, unit), values in zip((("CPU", "%"), ("memory", "MB")), columns, strict=True):
            figures.append(median_figure(f"{name} {quantity}", program.name, unit, values))
    return figures


def _read_raw(world: World) -> float:
    world.reset()
    with RawReader(world.codex_bin, world.env, world.cwd) as reader:
        for number in range(THREADS):
            reader.start_turn(reader.start_thread(), _prompt(number))
        cpu_before_s, began_s = time.process_time(), time.monotonic()
        reader.read_for(WINDOW_S)
        return 100 * (time.process_time() - cpu_before_s) / (time.monotonic() - began_s)


def _watch(program: Program, world: World) -> tuple[float, float]:
    with program.start_ready(world) as terminal:
        for number in range(THREADS):
            terminal.press(CTRL_N)
            send(terminal, _prompt(number))
            terminal.wait_for(lambda screen: EMPTY_COMPOSER in screen.text(), "the empty composer")
        terminal.wait_for(lambda screen: _is_working(screen.text()), f"{THREADS} working threads")
        cpu_before_s, began_s = cpu_s(terminal.pid), time.monotonic()
        terminal.read_for(WINDOW_S)
        cpu_percent = 100 * (cpu_s(terminal.pid) - cpu_before_s) / (time.monotonic() - began_s)
        return cpu_percent, memory_mb(terminal.pid)[0]


def _prompt(number: int) -> str:
    """No two are the same, so that each is seen to be typed."""
    return f"scenario:stream {DELTAS_PER_S * 60 + number} {DELTAS_PER_S}"


def _is_working(text: str) -> bool:
    """The heading of the group has its count at the right, where a scroll bar may touch it."""
    return re.search(rf"^ *WORKING +{THREADS}\b", text, re.MULTILINE) is not None
