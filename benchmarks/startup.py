"""From the start of the process to the first screen, then to threads listed and a message that can be sent."""

from __future__ import annotations

from benchmarks.context import Context
from benchmarks.figures import Figure, median_figure
from benchmarks.peers import sdk
from benchmarks.peers.sdk import Sdk
from benchmarks.program import Program
from benchmarks.world import World


def run(context: Context) -> list[Figure]:
    """First paint and ready, in seconds since the process was started."""
    figures = []
    if context.has_sdk:
        runs_s = [_start_sdk(context.world) for _ in range(context.runs)]
        figures.append(median_figure("ready", sdk.NAME, "s", runs_s))
    for program in context.programs:
        starts = [_start(program, context.world) for _ in range(context.runs)]
        first_paints_s, readies_s = zip(*starts, strict=True)
        figures.append(median_figure("first paint", program.name, "s", first_paints_s))
        figures.append(median_figure("ready", program.name, "s", readies_s))
    return figures


def _start_sdk(world: World) -> float:
    world.reset()
    with Sdk(world.codex_bin, world.env, world.cwd) as program:
        return program.ready_s


def _start(program: Program, world: World) -> tuple[float, float]:
    with program.start(world) as terminal:
        painted_s = terminal.wait_for(program.is_painted, f"{program.name}'s first screen")
        terminal.wait_for(program.is_ready, f"{program.name} ready")
        terminal.press(program.list_keys)
        ready_s = terminal.wait_for(program.is_listed, f"{program.name}'s list of threads")
        return painted_s - terminal.started_s, ready_s - terminal.started_s
