"""The wire log at a million messages and at five: memory of the whole process, filters, reading far back, appending.

Each run is a process of its own, `benchmarks.wire_log_subject`, which has the program's parts without its terminal.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, median_figure

TIMEOUT_S = 1_800.0


def run(context: Context) -> list[Figure]:
    """Megabytes, seconds, milliseconds and microseconds, as each figure's unit says; nothing of other programs."""
    if OURS not in {program.name for program in context.programs}:
        return []
    runs = [_measure() for _ in range(context.runs)]
    return [median_figure(name, OURS, unit, [run[name][1] for run in runs]) for name, (unit, _) in runs[0].items()]


def _measure() -> dict[str, tuple[str, float]]:
    """Unit and value of each figure, by its name."""
    with tempfile.TemporaryDirectory(prefix="codex-tui-spool-") as folder:
        subject = subprocess.run(
            [sys.executable, "-m", "benchmarks.wire_log_subject", folder],
            cwd=Path(__file__).resolve().parents[1],
            stdout=subprocess.PIPE,
            check=True,
            timeout=TIMEOUT_S,
        )
    return {name: (unit, value) for name, unit, value in json.loads(subject.stdout)}
