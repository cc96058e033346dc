"""A recording of 1 GB: first screen, a jump into its middle, memory; and what recording costs 20,000 deltas."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks import loads
from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, median_figure
from benchmarks.program import Program
from benchmarks.screen import Screen
from benchmarks.terminal import Terminal
from benchmarks.usage import memory_mb
from benchmarks.wire_traffic import STARTED_AT, messages
from benchmarks.world import World
from codex_tui.state.recording_format import end_entry, header_entry, message_entry

SIZE_BYTES = 1_000_000_000
JUMP_KEYS = ":jump 50%\r"
JUMP_TIMEOUT_S = 300.0
_AT_HALF = re.compile(r"replay [▶‖] [\d:]+ 50%")
"""The status bar, once the jump has ended."""


def run(context: Context) -> list[Figure]:
    """Seconds, megabytes, and percent of what the turn takes without recording; nothing of other programs."""
    figures: list[Figure] = []
    for program in context.programs:
        if program.name != OURS:
            continue
        with tempfile.TemporaryDirectory(prefix="codex-tui-replay-") as folder:
            path = Path(folder) / "recording.jsonl"
            write_recording(path, SIZE_BYTES)
            columns = zip(*(_replay(program, context.world, path) for _ in range(context.runs)), strict=True)
            names = (("first screen of 1 GB", "s"), ("jump into the middle", "s"), ("peak memory", "MB"))
            figures += [
                median_figure(f"replay, {name}", OURS, unit, values)
                for (name, unit), values in zip(names, columns, strict=True)
            ]
            figures += _overhead(replace(context, programs=(program,)), Path(folder))
    return figures


def write_recording(path: Path, size_bytes: int) -> None:
    """A recording of made-up traffic, of about this size."""
    with path.open("wb") as file:
        file.write(header_entry(STARTED_AT, is_redacted=True))
        for record in messages():
            if file.tell() >= size_bytes:
                break
            file.write(message_entry(record))
        file.write(end_entry(record.at))


def _replay(program: Program, world: World, path: Path) -> tuple[float, float, float]:
    with Terminal((program.command[0], "replay", path), world.env, world.cwd) as terminal:
        painted_s = terminal.wait_for(program.is_painted, "the replay's panes")
        jumped_s = terminal.press(JUMP_KEYS)
        there_s = terminal.wait_for(_is_at_half, "the middle of the recording", JUMP_TIMEOUT_S)
        return painted_s - terminal.started_s, there_s - jumped_s, memory_mb(terminal.pid)[1]


def _is_at_half(screen: Screen) -> bool:
    return _AT_HALF.search(screen.text().partition("\n")[0]) is not None


def _overhead(context: Context, folder: Path) -> Iterator[Figure]:
    """How much longer the turn takes, and how much more of the processor, in percent."""
    (program,) = context.programs
    plain, recorded = (list[tuple[float, float, float]]() for _ in range(2))
    for number in range(context.runs):
        recording = replace(program, command=(*program.command, "--record", folder / f"{number}.jsonl"))
        # One after the other, so that both meet the same machine.
        plain.append(loads.play(loads.FLOOD, program, context.world))
        recorded.append(loads.play(loads.FLOOD, recording, context.world))
    for column, name in enumerate(("wall", "own CPU")):
        shares = [(after[column] / before[column] - 1) * 100 for before, after in zip(plain, recorded, strict=True)]
        yield median_figure(f"recording, 20,000 deltas, more {name}", OURS, "%", shares)
