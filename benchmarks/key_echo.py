"""From a key in the composer until its echo leaves the program, while 3,000 deltas a second stream into its screen."""

from __future__ import annotations

import time

from benchmarks.context import Context
from benchmarks.figures import Figure, median_figure, percentile
from benchmarks.program import Program, send
from benchmarks.terminal import Terminal
from benchmarks.usage import cpu_s
from benchmarks.world import World

DELTAS_PER_S = 3000
PROMPT = f"scenario:stream {10 * DELTAS_PER_S} {DELTAS_PER_S}"
STREAMING_TEXT = "one more line of plain text"
# No word that any program shows, and no letter twice in a row, so that each echo is seen for itself.
KEYS = "qzxjvkwbpfgyqxzvjkbwpgfyzqjxkvbwgpyfxqzjvwkbfpgyqxjzkvwbpfyg"
KEY_INTERVAL_S = 0.1
JITTER_S = 0.033


def run(context: Context) -> list[Figure]:
    """Milliseconds at p50, p95 and worst of all keys of a run, and own CPU in percent of one core."""
    figures = []
    for program in context.programs:
        runs = [_type_keys(program, context.world) for _ in range(context.runs)]
        columns = zip(*runs, strict=True)
        for (name, unit), values in zip(FIGURES, columns, strict=True):
            figures.append(median_figure(name, program.name, unit, values))
    return figures


FIGURES = (
    ("key echo under stream, p50", "ms"),
    ("key echo under stream, p95", "ms"),
    ("key echo under stream, max", "ms"),
    ("own CPU under stream", "%"),
)


def _type_keys(program: Program, world: World) -> tuple[float, float, float, float]:
    with program.start_ready(world) as terminal:
        send(terminal, PROMPT)
        terminal.wait_for(lambda screen: STREAMING_TEXT in screen.text(), "the stream")
        began_s, cpu_before_s = time.monotonic(), cpu_s(terminal.pid)
        echoes_ms = [_echo_ms(terminal, count) for count in range(1, len(KEYS) + 1)]
        cpu_percent = 100 * (cpu_s(terminal.pid) - cpu_before_s) / (time.monotonic() - began_s)
    return percentile(echoes_ms, 50), percentile(echoes_ms, 95), max(echoes_ms), cpu_percent


def _echo_ms(terminal: Terminal, count: int) -> float:
    typed = KEYS[:count]
    # Uneven gaps, so that no program's frame clock is met at the same point every time.
    terminal.read_for(KEY_INTERVAL_S + JITTER_S * (count * 7 % 10) / 10)
    pressed_s = terminal.press(typed[-1])
    echoed_s = terminal.wait_for(lambda screen: typed in screen.text(), f"the typed {typed!r}")
    return (echoed_s - pressed_s) * 1000
