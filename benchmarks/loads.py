"""Heavy turns: from Enter until their last text is on the screen, the program's own CPU, and its own peak memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.context import Context
from benchmarks.figures import Figure, median_figure
from benchmarks.peers import raw_reader, sdk
from benchmarks.peers.raw_reader import RawReader
from benchmarks.peers.sdk import Sdk
from benchmarks.program import Program, send
from benchmarks.screen import Screen
from benchmarks.usage import cpu_s, memory_mb
from benchmarks.world import World
from codex_tui.demo.scenarios import THE_END

# A half-drawn line may look like the last one, but not for this long while 10,000 deltas a second come.
SETTLED_S = 0.5


@dataclass(frozen=True, slots=True)
class Load:
    """One turn, and how its last text is recognised on a screen."""

    name: str
    prompt: str
    last_text: re.Pattern[str]
    timeout_s: float


# The provider's lines are ten deltas long; three more leave a last line that looks unlike all others.
_FLOOD_END = re.compile(r"The scripted model(?! writes)\b")
_END = re.compile(re.escape(THE_END))
QUANTITIES = (("wall", "s"), ("own CPU", "s"), ("own peak memory", "MB"))
FLOOD = Load("20,000 deltas", "scenario:flood 20003", _FLOOD_END, 120.0)
LONG_FLOOD = Load("200,000 deltas", "scenario:flood 200003", _FLOOD_END, 900.0)
MESSAGE = Load("message of 2 MB", "scenario:message 2000000", _END, 300.0)
OUTPUT = Load("command output of 50 MB", "scenario:print 50000000", _END, 300.0)


def run(load: Load, context: Context) -> list[Figure]:
    """Wall seconds, CPU seconds and peak resident megabytes of the program alone, without its app-server."""
    plays: list[tuple[str, Callable[[], tuple[float, ...]]]] = []
    if context.has_raw_reader:
        plays.append((raw_reader.NAME, partial(_play_raw, load, context.world)))
    if context.has_sdk:
        plays.append((sdk.NAME, partial(_play_sdk, load, context.world)))
    plays += [(program.name, partial(play, load, program, context.world)) for program in context.programs]
    figures = []
    for name, measure in plays:
        columns = zip(*(measure() for _ in range(context.runs)), strict=True)
        # The raw reader lives in this very process, so that it has no memory of its own: its runs are one shorter.
        figures += [
            median_figure(f"{load.name}, {quantity}", name, unit, values)
            for (quantity, unit), values in zip(QUANTITIES, columns, strict=False)
        ]
    return figures


def _play_raw(load: Load, world: World) -> tuple[float, float]:
    world.reset()
    with RawReader(world.codex_bin, world.env, world.cwd) as reader:
        turn = reader.play(load.prompt)
        return turn.wall_s, turn.own_cpu_s


def _play_sdk(load: Load, world: World) -> tuple[float, float, float]:
    world.reset()
    with Sdk(world.codex_bin, world.env, world.cwd) as program:
        used = program.play(load.prompt)
        return used["wall_s"], used["own_cpu_s"], used["peak_mb"]


def play(load: Load, program: Program, world: World) -> tuple[float, float, float]:
    """Wall and CPU seconds, and peak megabytes, of one turn in one program."""
    with program.start_ready(world) as terminal:
        cpu_before_s = cpu_s(terminal.pid)
        sent_s = send(terminal, load.prompt)
        shown_s = terminal.wait_for_settled(partial(_is_shown, load), "the last text", SETTLED_S, load.timeout_s)
        return shown_s - sent_s, cpu_s(terminal.pid) - cpu_before_s, memory_mb(terminal.pid)[1]


def _is_shown(load: Load, screen: Screen) -> bool:
    return load.last_text.search(screen.text()) is not None
