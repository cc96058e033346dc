"""What the program costs while nothing arrives and nobody types."""

from __future__ import annotations

import time

from benchmarks.context import Context
from benchmarks.figures import Figure, median_figure
from benchmarks.program import Program
from benchmarks.usage import cpu_s, memory_mb
from benchmarks.world import World

SETTLING_S = 3.0
IDLE_S = 15.0


def run(context: Context) -> list[Figure]:
    """Own CPU in percent of one core, and resident megabytes."""
    figures = []
    for program in context.programs:
        cpus_percent, memories_mb = zip(*(_rest(program, context.world) for _ in range(context.runs)), strict=True)
        figures.append(median_figure("idle, own CPU", program.name, "%", cpus_percent))
        figures.append(median_figure("idle, own memory", program.name, "MB", memories_mb))
    return figures


def _rest(program: Program, world: World) -> tuple[float, float]:
    with program.start_ready(world) as terminal:
        terminal.read_for(SETTLING_S)
        began_s, cpu_before_s = time.monotonic(), cpu_s(terminal.pid)
        terminal.read_for(IDLE_S)
        cpu_percent = 100 * (cpu_s(terminal.pid) - cpu_before_s) / (time.monotonic() - began_s)
        return cpu_percent, memory_mb(terminal.pid)[0]
