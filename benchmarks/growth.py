"""Whether the next delta costs more the longer a message, its thread and the wire log have become."""

from __future__ import annotations

import time

from benchmarks.context import Context
from benchmarks.figures import Figure, median_figure
from benchmarks.program import Program, send
from benchmarks.usage import cpu_s
from benchmarks.world import World

DELTAS_PER_S = 3_000
WINDOW_DELTAS = 6_000
"""Two seconds, so that the clock's tick of 10 ms does not count."""
LENGTHS = (1_000, 10_000, 100_000)
PROMPT = f"scenario:stream {LENGTHS[-1] + 2 * WINDOW_DELTAS} {DELTAS_PER_S}"
STREAMING_TEXT = "one more line of plain text"


def run(context: Context) -> list[Figure]:
    """Microseconds of own CPU for each delta that comes after so many, at 3,000 a second."""
    figures = []
    for program in context.programs:
        columns = zip(*(_stream(program, context.world) for _ in range(context.runs)), strict=True)
        for length, costs_us in zip(LENGTHS, columns, strict=True):
            figures.append(median_figure(f"cost of a delta after {length:,}", program.name, "µs", costs_us))
    return figures


def _stream(program: Program, world: World) -> list[float]:
    costs_us = []
    with program.start_ready(world) as terminal:
        send(terminal, PROMPT)
        began_s = terminal.wait_for(lambda screen: STREAMING_TEXT in screen.text(), "the stream")
        for length in LENGTHS:
            terminal.read_for(began_s + length / DELTAS_PER_S - time.monotonic())
            cpu_before_s = cpu_s(terminal.pid)
            terminal.read_for(WINDOW_DELTAS / DELTAS_PER_S)
            costs_us.append((cpu_s(terminal.pid) - cpu_before_s) / WINDOW_DELTAS * 1e6)
    return costs_us
