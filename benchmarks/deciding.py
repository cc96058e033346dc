"""From the key that decides until the reply has arrived at the server, while 3,000 deltas a second stream.

The audit line is on disk before the reply leaves, so that its fsync is part of the time.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks import ours
from benchmarks.attestation import peer_script, read_until
from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, median_figure, percentile
from benchmarks.program import TYPING_PAUSE_S, send
from benchmarks.terminal import Terminal

DECISION_COUNT = 40
NEXT_DECISION_KEY = "\x07"
READING_S = 0.7
"""Longer than the time that a card must have been in view before a key decides it."""


def run(context: Context) -> list[Figure]:
    """Milliseconds at p50, p95 and worst; for codex-tui alone, since each program asks its person in its own way."""
    if not any(program.name == OURS for program in context.programs):
        return []
    runs = [_decide_all(context) for _ in range(context.runs)]
    return [
        median_figure("deciding under stream, p50", OURS, "ms", [percentile(latencies, 50) for latencies in runs]),
        median_figure("deciding under stream, p95", OURS, "ms", [percentile(latencies, 95) for latencies in runs]),
        median_figure("deciding under stream, max", OURS, "ms", [max(latencies) for latencies in runs]),
    ]


def _decide_all(context: Context) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="codex-tui-bench-deciding-") as folder:
        root = Path(folder)
        result_file = root / "result.json"
        program = ours.program(
            peer_script(root, "approver", {"count": DECISION_COUNT, "result_file": str(result_file)})
        )
        command = (*program.command, "--audit", str(root / "audit.jsonl"))
        with Terminal(command, context.world.env, context.world.cwd) as terminal:
            terminal.wait_for(program.is_ready, "codex-tui ready")
            terminal.press(program.compose_keys)
            terminal.read_for(TYPING_PAUSE_S)
            send(terminal, "begin")
            pressed_s = [_decide(terminal, number) for number in range(DECISION_COUNT)]
            read_until(terminal, result_file)
        replied_s = json.loads(result_file.read_text("utf-8"))["replied_s"]
    return [(replied - pressed) * 1000 for pressed, replied in zip(pressed_s, replied_s, strict=True)]


def _decide(terminal: Terminal, number: int) -> float:
    """Read the card of this number as a person would, and accept; the time at which the key was pressed."""
    terminal.wait_for(lambda screen: f"touch decided-{number}.txt" in screen.text(), f"the card {number}")
    terminal.press(NEXT_DECISION_KEY)
    terminal.read_for(READING_S)
    return terminal.press("a")
