"""20,000 deltas as fast as the server sends them: from Enter until the last is on the screen, own CPU and memory."""

from __future__ import annotations

import re

from benchmarks.context import Context
from benchmarks.figures import Figure, median_figure
from benchmarks.peers import raw_reader
from benchmarks.peers.raw_reader import RawReader
from benchmarks.program import Program, send
from benchmarks.screen import Screen
from benchmarks.usage import cpu_s, memory_mb
from benchmarks.world import World

# The provider's lines are ten deltas long; three more leave a last line that looks unlike all others.
PROMPT = "scenario:flood 20003"
LAST_LINE = re.compile(r"The scripted model(?! writes)\b")
# A half-drawn line may look like the last one, but not for this long while 10,000 deltas a second come.
SETTLED_S = 0.5
TIMEOUT_S = 120.0

WALL, OWN_CPU, MEMORY = "20,000 deltas, wall", "20,000 deltas, own CPU", "20,000 deltas, own peak memory"


def run(context: Context) -> list[Figure]:
    """Wall seconds, CPU seconds and peak resident megabytes of the program alone, without its app-server."""
    figures = _raw_reader_figures(context) if context.has_raw_reader else []
    for program in context.programs:
        walls_s, cpus_s, peaks_mb = zip(*(_play(program, context.world) for _ in range(context.runs)), strict=True)
        figures += [
            median_figure(WALL, program.name, "s", walls_s),
            median_figure(OWN_CPU, program.name, "s", cpus_s),
            median_figure(MEMORY, program.name, "MB", peaks_mb),
        ]
    return figures


def _raw_reader_figures(context: Context) -> list[Figure]:
    turns = []
    for _ in range(context.runs):
        context.world.reset()
        with RawReader(context.world.codex_bin, context.world.env, context.world.cwd) as reader:
            turns.append(reader.play(PROMPT))
    return [
        median_figure(WALL, raw_reader.NAME, "s", [turn.wall_s for turn in turns]),
        median_figure(OWN_CPU, raw_reader.NAME, "s", [turn.own_cpu_s for turn in turns]),
    ]


def _play(program: Program, world: World) -> tuple[float, float, float]:
    with program.start_ready(world) as terminal:
        cpu_before_s = cpu_s(terminal.pid)
        sent_s = send(terminal, PROMPT)
        shown_s = terminal.wait_for_settled(_shows_last_line, "the last delta", SETTLED_S, TIMEOUT_S)
        return shown_s - sent_s, cpu_s(terminal.pid) - cpu_before_s, memory_mb(terminal.pid)[1]


def _shows_last_line(screen: Screen) -> bool:
    return LAST_LINE.search(screen.text()) is not None
